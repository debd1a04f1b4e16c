import { type ErrorName, errorCatalogue, MusterError } from '@muster/core'
import type { Reply } from './group.ts'
import type { PackedUnit } from './packed-units.ts'

/** To the writer: units to store, or the end. From it: that it is open, or replies in the order of their units. */
export type ToWriter = { readonly units: readonly PackedUnit[] } | 'close'
export type FromWriter = 'open' | { readonly refused: WireError } | { readonly replies: readonly WireReply[] }

interface WireError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
}

export type WireReply = { readonly value: unknown } | { readonly error: WireError }

/** A structured clone forgets the class of an error and its own name. */
export const toWireError = (error: unknown): WireError =>
  error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: 'Error', message: String(error), stack: undefined }

export const toWireReply = (reply: Reply): WireReply => ('value' in reply ? reply : { error: toWireError(reply.error) })

const isErrorName = (name: string): name is ErrorName => Object.hasOwn(errorCatalogue, name)

export function fromWireError({ name, message, stack }: WireError): Error {
  if (isErrorName(name)) return new MusterError(name, message)
  return new Error(message, { cause: stack })
}
