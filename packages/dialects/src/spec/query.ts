import { parseJson } from '@muster/core'
import type { Pairs } from '../raw.ts'
import type { FieldData } from './fields.ts'
import { quote, Violation } from './violations.ts'

type Node = string | Map<string, Node>

/** A query string has no depth of its own; no action nests deeper than Filters.0.Values.0. */
const maxDepth = 8

/**
 * Turns `Filters.0.Values.1=x` into the value that a JSON body would have held, types by the action's table.
 * Indexes may start at 0 (official clients) or 1 (the vendor's documents).
 */
export function unflatten(fields: Readonly<Record<string, FieldData>>, pairs: Pairs): Record<string, unknown> {
  const root = new Map<string, Node>()
  for (const [name, value] of pairs) insert(root, name, value)
  return Object.fromEntries(
    [...root].map(([name, node]) => [name, shape(Object.hasOwn(fields, name) ? fields[name] : undefined, node, name)]),
  )
}

function insert(root: Map<string, Node>, name: string, value: string): void {
  const path = name.split('.')
  if (path.length > maxDepth) throw new Violation('unknown', `The parameter ${quote(name)} nests too deep.`)
  const last = path.pop() ?? ''
  let branch = root
  for (const step of path) {
    const next = branch.get(step) ?? new Map<string, Node>()
    if (typeof next === 'string') throw contradiction(name)
    branch.set(step, next)
    branch = next
  }
  if (branch.has(last)) throw contradiction(name)
  branch.set(last, value)
}

const contradiction = (name: string) =>
  new Violation('type', `The parameter ${quote(name)} is given twice or contradicts another.`)

function shape(field: FieldData | undefined, node: Node, at: string): unknown {
  if (typeof node === 'string') return scalar(field, node)
  if (field?.type === 'list') return items(node, at).map((item, index) => shape(field.item, item, `${at}.${index}`))
  if (field?.type === 'filters')
    return items(node, at).map((item) => (typeof item === 'string' ? item : filter(item, at)))
  if (field?.type === 'record')
    return Object.fromEntries([...node].map(([name, value]) => [name, shape(field.fields[name], value, name)]))
  return {}
}

function filter(node: Map<string, Node>, at: string): Record<string, unknown> {
  return Object.fromEntries(
    [...node].map(([name, value]) => [name, typeof value === 'string' ? value : items(value, `${at}.${name}`)]),
  )
}

function items(node: Map<string, Node>, at: string): readonly Node[] {
  const indexes = [...node.keys()]
  if (indexes.some((index) => !/^\d{1,6}$/.test(index)))
    throw new Violation('type', `${at} is a list: write ${at}.0, ${at}.1 and so on.`)
  return [...node].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value)
}

/** A text that is no number or boolean stays text: the table then refuses it as it would in JSON. */
function scalar(field: FieldData | undefined, value: string): unknown {
  if (field?.type === 'integer' && /^-?\d{1,16}$/.test(value)) return Number(value)
  if (field?.type === 'flag' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  if (field?.type === 'record' && field.inText) return fromText(value)
  return value
}

function fromText(value: string): unknown {
  try {
    return parseJson(value)
  } catch {
    return value
  }
}
