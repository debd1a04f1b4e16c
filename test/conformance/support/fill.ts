import { readFileSync } from 'node:fs'

/** A data file that lies beside the tests. */
export const readTable = <Table>(name: string, dialect: 'tat' | 'ecs' = 'tat'): Table =>
  JSON.parse(readFileSync(new URL(`../${dialect}/fixtures/${name}.json`, import.meta.url), 'utf8')) as Table

/** Puts values in the place of `$name`; `{"$repeat": [text, n]}` is a long text and `{"$list": [item, n]}` a long list. */
export function fill(value: unknown, names: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') return fillText(value, names)
  if (Array.isArray(value)) return value.map((item) => fill(item, names))
  if (typeof value !== 'object' || value === null) return value
  if ('$repeat' in value) {
    const [part, count] = value.$repeat as readonly [string, number]
    return part.repeat(count)
  }
  if ('$list' in value) {
    const [item, count] = value.$list as readonly [unknown, number]
    return Array.from({ length: count }, () => fill(item, names))
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, names)]))
}

function fillText(text: string, names: Readonly<Record<string, unknown>>): unknown {
  const name = /^\$(\w+)$/.exec(text)?.[1]
  if (name === undefined) return text
  if (!Object.hasOwn(names, name)) throw new Error(`the data names ${text}, which is not there`)
  return names[name]
}
