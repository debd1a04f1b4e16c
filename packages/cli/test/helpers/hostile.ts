import { routes } from '@muster/protocol/api'
import type { Answers } from './fake-server.ts'
import { base64 } from './samples.ts'

/** Titles of windows, cleared screens, other keys' meanings, overwritten lines, hidden and reordered text. */
export const hostile = '\x1b]0;title\x07\x1b[2J\x9b31m\x90q\x9c\rback\b\x7f\u202eabc\u2066\u200b\u2028<end>'

/** Whatever would act on a terminal; line feeds and tabs are the command's own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
export const acts = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u

interface Schema {
  readonly def: {
    readonly type: string
    readonly shape?: Readonly<Record<string, Schema>>
    readonly element?: Schema
    readonly innerType?: Schema
    readonly keyType?: Schema
    readonly valueType?: Schema
    readonly options?: readonly Schema[]
    readonly values?: readonly unknown[]
    readonly checks?: readonly { readonly _zod: { readonly def: { readonly format?: string } } }[]
    readonly entries?: Readonly<Record<string, unknown>>
  }
  readonly format?: string | null
}

/** A value of a schema with every text of it hostile, as a server in the wrong hands, or a host, may send it. */
function worst({ def, format }: Schema): unknown {
  switch (def.type) {
    case 'string':
      if (def.checks?.some((check) => check._zod.def.format === 'regex')) return '*'
      if (format === 'datetime') return '2026-11-22T06:00:00.000Z'
      return format === 'base64' ? base64(hostile) : hostile
    case 'int':
    case 'number':
      return 1
    case 'boolean':
      return true
    case 'enum':
      return Object.values(def.entries ?? {})[0]
    case 'literal':
      return def.values?.[0]
    case 'object':
      return Object.fromEntries(Object.entries(def.shape ?? {}).map(([name, member]) => [name, worst(member)]))
    case 'array':
      return def.element ? [worst(def.element)] : []
    case 'record': {
      const keys = Object.values(def.keyType?.def.entries ?? { hostile })
      return Object.fromEntries(keys.map((key) => [key, def.valueType && worst(def.valueType)]))
    }
    case 'union':
      return def.options?.[0] && worst(def.options[0])
    default:
      return def.innerType && worst(def.innerType)
  }
}

/** An answer for every call. */
export const hostileAnswers = (): Answers =>
  Object.fromEntries(
    Object.entries(routes).map(([name, { answer }]) => [name, () => worst(answer as unknown as Schema)]),
  )
