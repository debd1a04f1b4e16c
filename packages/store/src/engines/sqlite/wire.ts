import { type ErrorName, errorCatalogue, MusterError } from '@muster/core'
import type { Reply } from './group.ts'
import { type PackedUnit, packValue } from './packed-units.ts'

/** To the writer: units to store, or the end. From it: that it is open, or what came of each unit, in their order. */
export type ToWriter = { readonly units: readonly PackedUnit[] } | 'close'
export type FromWriter = 'open' | { readonly refused: WireError } | WireReplies

/** The value of each unit, none of those that failed; and the errors by the places of theirs. */
interface WireReplies {
  readonly values: readonly unknown[]
  readonly errors: ReadonlyMap<number, WireError>
}

interface WireError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
}

/** A structured clone forgets the class of an error and its own name. */
export const toWireError = (error: unknown): WireError =>
  error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: 'Error', message: String(error), stack: undefined }

export function toWireReplies(units: readonly PackedUnit[], replies: readonly Reply[]): WireReplies {
  const errors = new Map<number, WireError>()
  const values = units.map(([operation], index) => {
    const reply = replies[index]
    if (reply && 'value' in reply) return packValue(operation, reply.value)
    errors.set(index, toWireError(reply?.error))
    return undefined
  })
  return { values, errors }
}

const isErrorName = (name: string): name is ErrorName => Object.hasOwn(errorCatalogue, name)

export function fromWireError({ name, message, stack }: WireError): Error {
  if (isErrorName(name)) return new MusterError(name, message)
  return new Error(message, { cause: stack })
}
