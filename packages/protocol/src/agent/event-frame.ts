import type { ByteReader, ByteWriter } from './bytes.ts'
import type { TaskKey } from './messages.ts'
import { type Ending, outcomes, refusalCodes, type TaskEvent } from './task-event.ts'

const kinds = ['accepted', 'refused', 'started', 'output', 'finished'] as const
const longestText = 1024
/** Up to the year 9999: what lies beyond has no form in an answer. */
const latest = 253_402_300_799_999

export function writeEvent(to: ByteWriter, event: TaskEvent): void {
  to.byte(kinds.indexOf(event.event)).number(event.sequence).int(event.attempt)
  switch (event.event) {
    case 'accepted':
      return
    case 'refused':
      to.byte(refusalCodes.indexOf(event.code)).text(event.reason)
      return
    case 'started':
      to.number(event.at)
      return
    case 'output':
      to.number(event.offset).bytes(event.data)
      return
    case 'finished':
      writeEnding(to, event)
  }
}

export function readEvent(from: ByteReader): TaskEvent {
  const event = readChoice(from, kinds)
  const key = { sequence: from.number(), attempt: from.int() }
  switch (event) {
    case 'accepted':
      return { event, ...key }
    case 'refused':
      return { event, ...key, code: readChoice(from, refusalCodes), reason: from.text(longestText) }
    case 'started':
      return { event, ...key, at: readTime(from) }
    case 'output':
      return { event, ...key, offset: from.number(), data: from.bytes() }
    case 'finished':
      return readEnding(from, key)
  }
}

const noTime = -1
const noCode = 0x7fff_ffff

function writeEnding(to: ByteWriter, end: Ending): void {
  to.number(end.at)
    .number(end.startedAt ?? noTime)
    .byte(outcomes.indexOf(end.outcome))
  to.number(end.exitCode ?? noCode)
    .number(end.size)
    .number(end.dropped)
    .text(end.cause)
}

function readEnding(from: ByteReader, { sequence, attempt }: TaskKey): TaskEvent {
  const at = readTime(from)
  const startedAt = from.number()
  const outcome = readChoice(from, outcomes)
  const exitCode = from.number()
  return {
    event: 'finished',
    sequence,
    attempt,
    at,
    startedAt: startedAt === noTime ? null : checkTime(startedAt),
    outcome,
    exitCode: exitCode === noCode ? null : exitCode,
    size: from.number(),
    dropped: from.number(),
    cause: from.text(longestText),
  }
}

function readChoice<Choice>(from: ByteReader, choices: readonly Choice[]): Choice {
  const choice = choices[from.byte()]
  if (choice === undefined) throw new RangeError('a choice is unknown')
  return choice
}

const readTime = (from: ByteReader): number => checkTime(from.number())

function checkTime(time: number): number {
  if (time < 0 || time > latest) throw new RangeError('a time lies before 1970 or after 9999')
  return time
}
