import type { Act, Audit, NewInvocation } from '@muster/core'
import type { Unit } from '../../engine.ts'
import type { InputOf, WriteName } from '../../operations/writes.ts'
import { type PackedInvocation, packInvocation, unpackInvocation } from './packed-invocation.ts'

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

/** What a unit takes of the writer's time: reports come by the hundred in one. */
export const weightOf = ([operation, input]: PackedUnit): number =>
  operation === 'recordReports' ? (input as InputOf<'recordReports'>).packed.count : 1

type PackedAudit = ReturnType<typeof packAudit>

const packAudit = ({ accountId, userId, accessKeyId, action, requestId, source, at }: Audit) =>
  [accountId, userId, accessKeyId, action, requestId, source, at] as const

function unpackAudit([accountId, userId, accessKeyId, action, requestId, source, at]: PackedAudit): Audit {
  return { accountId, userId, accessKeyId, action, requestId, source, at }
}
