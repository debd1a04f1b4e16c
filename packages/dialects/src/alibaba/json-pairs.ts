import { parseJson } from '@muster/core'
import type { Pair, Pairs } from '../raw.ts'
import type { FieldData } from '../spec/fields.ts'
import { Violation } from '../spec/violations.ts'

/** No parameter nests deeper than Tag.1.Key. */
const maxDepth = 8
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The members of a JSON body as a query would hold them. */
export function jsonPairs(body: Uint8Array, fields: Readonly<Record<string, FieldData>>): Pairs {
  if (body.length === 0) return []
  const value = parse(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Violation('type', 'The body must be a JSON object.')
  return Object.entries(value).flatMap(([name, member]) =>
    // A map of parameters is one text in a query, which JSON need not wrap once more.
    isMap(member) && fields[name]?.type === 'parameters' ? [[name, JSON.stringify(member)]] : flatten(name, member, 1),
  )
}

function parse(body: Uint8Array): unknown {
  try {
    return parseJson(utf8.decode(body))
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is not UTF-8'
    throw new Violation('type', `The body cannot be read: ${reason}.`)
  }
}

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

function flatten(name: string, value: unknown, depth: number): readonly Pair[] {
  if (value === null) return []
  if (typeof value !== 'object') return [[name, String(value)]]
  if (depth >= maxDepth) throw new Violation('type', `The body nests deeper than ${maxDepth} levels.`)
  return Object.entries(value).flatMap(([key, member]) =>
    flatten(`${name}.${Array.isArray(value) ? Number(key) + 1 : key}`, member, depth + 1),
  )
}
