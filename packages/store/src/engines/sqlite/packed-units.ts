import type { Act, Audit, NewInvocation } from '@muster/core'
import type { Unit } from '../../engine.ts'
import type { InputOf, ResultOf, WriteName } from '../../operations/writes.ts'
import {
  type PackedInvocation,
  packInvocation,
  packStarted,
  unpackInvocation,
  unpackStarted,
} from './packed-invocation.ts'

/** A unit on its way to the writer: the calls that come by the thousand as rows, all else as it is. */
export type PackedUnit = readonly [WriteName, input: unknown, audit: PackedAudit | undefined, act: Act | undefined]

export const packUnit = ({ operation, input, audit, act }: Unit): PackedUnit => [
  operation,
  operation === 'createInvocation' ? packInvocation(input as NewInvocation) : input,
  audit && packAudit(audit),
  act,
]

export const unpackUnit = ([operation, input, audit, act]: PackedUnit): Unit => ({
  operation,
  input: operation === 'createInvocation' ? unpackInvocation(input as PackedInvocation) : input,
  audit: audit && unpackAudit(audit),
  act,
})

/** What a unit gives, on its way back. */
export const packValue = (operation: WriteName, value: unknown): unknown =>
  operation === 'createInvocation' ? packStarted(value as ResultOf<'createInvocation'>) : value

export const unpackValue = (operation: WriteName, value: unknown): unknown =>
  operation === 'createInvocation' ? unpackStarted(value as ReturnType<typeof packStarted>) : value

/** What a unit takes of the writer's time: reports come by the hundred in one. */
export const weightOf = ([operation, input]: PackedUnit): number =>
  operation === 'recordReports' ? (input as InputOf<'recordReports'>).packed.count : 1

type PackedAudit = ReturnType<typeof packAudit>

const packAudit = ({ accountId, userId, accessKeyId, action, requestId, source, at }: Audit) =>
  [accountId, userId, accessKeyId, action, requestId, source, at] as const

function unpackAudit([accountId, userId, accessKeyId, action, requestId, source, at]: PackedAudit): Audit {
  return { accountId, userId, accessKeyId, action, requestId, source, at }
}
