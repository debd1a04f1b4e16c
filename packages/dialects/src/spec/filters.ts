import type { TagCondition } from '@muster/core'
import type { Field, FieldData, Fields, ValueOf } from './fields.ts'
import { quote, Violation } from './violations.ts'

/** Source: both seeds and every Describe action of TAT. */
const filterLimits = { filters: 10, values: 5 } as const

/** The values asked for, by filter name; a name that was not used is undefined. */
export type FilterValues<F extends Fields> = {
  readonly [Name in keyof F]?: readonly Exclude<ValueOf<F[Name]>, undefined>[]
} & { readonly tags?: readonly TagCondition[] }

/** A list of `{Name, Values}`: joined by AND, their values by OR. Each name has the table of its values. */
export const filters = <const F extends Fields>(names: F, tags: 'tags' | 'noTags'): Field<FilterValues<F>> => ({
  type: 'filters',
  names,
  tags,
})

interface RawFilter {
  readonly name: string
  readonly values: readonly unknown[]
}

export function readFilters(
  field: Extract<FieldData, { type: 'filters' }>,
  raw: unknown,
  readValue: (field: FieldData, raw: unknown, at: string) => unknown,
): Record<string, unknown> {
  const read = new Map<string, readonly unknown[]>()
  const tags: TagCondition[] = []
  const plain = (value: unknown) => String(readValue({ type: 'text' }, value, 'Filters'))
  for (const { name, values } of rawFilters(raw)) {
    const tag = field.tags === 'tags' ? tagCondition(plain(name), () => values.map(plain)) : undefined
    if (tag) {
      tags.push(tag)
      continue
    }
    const valueField = Object.hasOwn(field.names, name) ? field.names[name] : undefined
    if (!valueField)
      throw new Violation(
        'filter',
        `There is no filter ${quote(name)}. Use one of: ${Object.keys(field.names).join(', ')}.`,
      )
    const wanted = values.map((value, index) => readValue(valueField, value, `${name}.Values.${index}`))
    const before = read.get(name)
    read.set(name, before ? wanted.filter((value) => before.some((other) => same(value, other))) : wanted)
  }
  return { ...Object.fromEntries(read), ...(tags.length > 0 && { tags }) }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function rawFilters(raw: unknown): readonly RawFilter[] {
  if (!Array.isArray(raw)) throw new Violation('type', 'Filters must be a list of {Name, Values}.')
  if (raw.length > filterLimits.filters)
    throw new Violation('filter', `There are ${raw.length} filters; at most ${filterLimits.filters} are allowed.`)
  return raw.map((filter: unknown, index) => {
    if (typeof filter !== 'object' || filter === null || Array.isArray(filter))
      throw new Violation('type', `Filters.${index} must be an object with Name and Values.`)
    const { Name: name, Values: values, ...rest } = filter as Record<string, unknown>
    const [unknown] = Object.keys(rest)
    if (unknown !== undefined) throw new Violation('unknown', `Filters.${index} has no member ${quote(unknown)}.`)
    if (name === undefined || values === undefined)
      throw new Violation('missing', `Filters.${index} needs both Name and Values.`)
    if (typeof name !== 'string') throw new Violation('type', `Filters.${index}.Name must be a string.`)
    if (!Array.isArray(values)) throw new Violation('type', `Filters.${index}.Values must be a list of strings.`)
    if (values.length === 0) throw new Violation('filter', `Filters.${index}.Values is empty; name at least one value.`)
    if (values.length > filterLimits.values)
      throw new Violation(
        'filterValues',
        `Filters.${index} has ${values.length} values; at most ${filterLimits.values} are allowed.`,
      )
    if (values.some((value) => typeof value !== 'string'))
      throw new Violation('type', `Filters.${index}.Values must be a list of strings.`)
    return { name, values }
  })
}

function tagCondition(name: string, values: () => readonly string[]): TagCondition | undefined {
  if (name === 'tag-key') return { keys: values() }
  if (name === 'tag-value') return { values: values() }
  return name.startsWith('tag:') && name.length > 4 ? { keys: [name.slice(4)], values: values() } : undefined
}
