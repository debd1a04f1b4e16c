import type { InstanceKind, Parameters } from '@muster/core'
import type { FieldCodes } from './violations.ts'

interface Common {
  readonly required?: true
  readonly codes?: FieldCodes
}

export interface TextRules extends Common {
  readonly default?: string
  readonly oneOf?: readonly string[]
  readonly maxBytes?: number
  readonly maxCharacters?: number
  /** What a value that is not empty must satisfy, and the words for it. */
  readonly matches?: { readonly test: (value: string) => boolean; readonly must: string }
  /** Most clients send "" for what they leave out; a field that must say something refuses it. */
  readonly notEmpty?: true
}

export interface IntegerRules extends Common {
  readonly default?: number
  readonly min?: number
  readonly max?: number
}

export interface FlagRules extends Common {
  readonly default?: boolean
}

export interface Base64Rules extends Common {
  readonly maxEncodedBytes: number
}

export interface ListRules extends Common {
  readonly maxItems: number
}

export interface RecordRules extends Common {
  /** In a query it is JSON in a string. */
  readonly inText?: true
}

export type IdKind = 'command' | 'invocation' | 'task' | 'schedule' | 'registerCode' | 'scene'

export interface InstanceRef {
  readonly id: number
  readonly kind: InstanceKind
  readonly text: string
}

export interface InstanceIdRules extends Common {
  readonly kinds?: readonly InstanceKind[]
}

/** One constraint table, as data: the interpreter reads it and so may whoever documents the action. */
export type FieldData =
  | ({ readonly type: 'text' } & TextRules)
  | ({ readonly type: 'integer' } & IntegerRules)
  | ({ readonly type: 'flag' } & FlagRules)
  | ({ readonly type: 'base64' } & Base64Rules)
  | ({ readonly type: 'parameters' } & Common)
  | ({ readonly type: 'id'; readonly of: IdKind } & Common)
  | ({ readonly type: 'instanceId' } & InstanceIdRules)
  | ({ readonly type: 'list'; readonly item: FieldData } & ListRules)
  | ({ readonly type: 'record'; readonly fields: Readonly<Record<string, FieldData>> } & RecordRules)
  | ({
      readonly type: 'filters'
      readonly names: Readonly<Record<string, FieldData>>
      readonly tags: 'tags' | 'noTags'
    } & Common)

declare const value: unique symbol
/** A constraint table that remembers the type of the value it lets through. */
export type Field<Value> = FieldData & { readonly [value]?: Value }
export type Fields = Readonly<Record<string, Field<unknown>>>
export type ValueOf<F> = F extends { readonly [value]?: infer Value } ? Exclude<Value, Absent> | OrAbsent<Value> : never

/** Stands for undefined in the phantom type, where `?` would swallow it. */
interface Absent {
  readonly absent: never
}
type OrAbsent<Value> = Extract<Value, Absent> extends never ? never : undefined
type Present<Rules, Value> = Rules extends { readonly required: true } | { readonly default: unknown }
  ? Value
  : Value | Absent

/** What `run` is given: the fields of the table with their types. */
export type Input<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> }

export const text = <const R extends TextRules>(rules: R): Field<Present<R, TextOf<R>>> => ({ type: 'text', ...rules })
type TextOf<R> = R extends { readonly oneOf: readonly (infer One)[] } ? One : string

export const integer = <const R extends IntegerRules>(rules: R): Field<Present<R, number>> => ({
  type: 'integer',
  ...rules,
})
export const flag = <const R extends FlagRules>(rules: R): Field<Present<R, boolean>> => ({ type: 'flag', ...rules })
export const base64 = <const R extends Base64Rules>(rules: R): Field<Present<R, Uint8Array>> => ({
  type: 'base64',
  ...rules,
})
/** A JSON object of strings in a string. */
export const parameters = <const R extends Common>(rules: R): Field<Present<R, Parameters>> => ({
  type: 'parameters',
  ...rules,
})
export const id = <const R extends Common>(of: IdKind, rules: R): Field<Present<R, number>> => ({
  type: 'id',
  of,
  ...rules,
})
export const instanceId = <const R extends InstanceIdRules>(rules: R): Field<Present<R, InstanceRef>> => ({
  type: 'instanceId',
  ...rules,
})
export const list = <F extends Field<unknown>, const R extends ListRules>(
  item: F,
  rules: R,
): Field<Present<R, readonly Exclude<ValueOf<F>, undefined>[]>> => ({ type: 'list', item, ...rules })
export const record = <const F extends Fields, const R extends RecordRules>(
  fields: F,
  rules: R,
): Field<Present<R, Input<F>>> => ({ type: 'record', fields, ...rules })
