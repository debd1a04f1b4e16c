import type { Ending, TaskEvent } from '@muster/protocol/agent'
import type { Look } from '../tasks/ports.ts'
import type { Key } from '../tasks/spec.ts'

/** Raw bytes in one output event. */
export const chunkBytes = 32_768

/** How far the server has been told of a task: over this connection, and what it holds durably. */
export interface Progress extends Key {
  readonly seen: Look
  readonly sent: {
    readonly accepted: boolean
    readonly started: boolean
    readonly offset: number
    readonly end: boolean
  }
  readonly held: { readonly offset: number; readonly done: boolean }
}

export type Step =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'started'; readonly at: number }
  | { readonly kind: 'output'; readonly offset: number; readonly length: number }
  | { readonly kind: 'finished'; readonly end: Ending }

const nothingSent = { accepted: false, started: false, offset: 0, end: false }

export const begin = ({ sequence, attempt }: Key): Progress => ({
  sequence,
  attempt,
  seen: { startedAt: null, available: 0, end: null },
  sent: nothingSent,
  held: { offset: 0, done: false },
})

export const see = (progress: Progress, seen: Look): Progress => ({ ...progress, seen })

/** All that the server does not hold is told again: after a new connection, or when it delivers a task once more. */
export const rewind = (progress: Progress): Progress => ({
  ...progress,
  sent: { ...nothingSent, offset: progress.held.offset },
})

export const acknowledge = (progress: Progress, offset: number, done: boolean): Progress => ({
  ...progress,
  held: { offset: Math.max(progress.held.offset, offset), done: progress.held.done || done },
  sent: { ...progress.sent, offset: Math.max(progress.sent.offset, Math.min(offset, progress.seen.available)) },
})

/** What to tell next, or undefined when all that is seen has been told. Output goes before the end. */
export function nextStep({ seen, sent }: Progress): Step | undefined {
  if (sent.end) return undefined
  if (!sent.accepted && seen.startedAt === null && !seen.end) return { kind: 'accepted' }
  // An end tells the start as well.
  if (!sent.started && seen.startedAt !== null && !seen.end) return { kind: 'started', at: seen.startedAt }
  const limit = seen.end ? seen.end.size : seen.available
  if (sent.offset < limit)
    return { kind: 'output', offset: sent.offset, length: Math.min(chunkBytes, limit - sent.offset) }
  return seen.end ? { kind: 'finished', end: seen.end } : undefined
}

export function tell(progress: Progress, step: Step): Progress {
  const { sent } = progress
  switch (step.kind) {
    case 'accepted':
      return { ...progress, sent: { ...sent, accepted: true } }
    case 'started':
      return { ...progress, sent: { ...sent, accepted: true, started: true } }
    case 'output':
      return { ...progress, sent: { ...sent, offset: step.offset + step.length } }
    case 'finished':
      return { ...progress, sent: { ...sent, end: true } }
  }
}

export function eventOf(key: Key, step: Step, data: Uint8Array): TaskEvent {
  const { sequence, attempt } = key
  switch (step.kind) {
    case 'accepted':
      return { event: 'accepted', sequence, attempt }
    case 'started':
      return { event: 'started', sequence, attempt, at: step.at }
    case 'output':
      return { event: 'output', sequence, attempt, offset: step.offset, data }
    case 'finished':
      return { event: 'finished', sequence, attempt, ...step.end }
  }
}
