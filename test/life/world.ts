import { limits, type Outcome, type TaskLife, type TaskState } from '@muster/core'
import type { TaskEvent } from '@muster/protocol/agent'
import type { Progress, Step } from '../../packages/agent/src/report/progress.ts'
import type { Key } from '../../packages/agent/src/tasks/spec.ts'

/** One task, the one host that it is for, and all that is under way between them. Times are left out: all are zero. */
export interface World {
  readonly record: TaskLife
  readonly output: string
  /** Its time to start has passed, or its caller was shut out. */
  readonly late: boolean
  /** The host was removed: its agent is let in no more. */
  readonly removed: boolean
  readonly line: 'up' | 'down'
  readonly toAgent: readonly ToAgent[]
  readonly toServer: readonly ToServer[]
  readonly agent: Agent
  readonly script: Script
  /** How often a line may still break, a program die or a message come twice. */
  readonly faults: number
}

export type ToAgent =
  | { readonly kind: 'deliver'; readonly only: 'start' | 'ask' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'acknowledge'; readonly offset: number; readonly done: boolean }

export type ToServer =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'refused'; readonly code: Extract<TaskEvent, { event: 'refused' }>['code'] }

export interface Agent {
  readonly process: 'alive' | 'dead'
  /** On its disk; undone by nothing but the server's word that the task has settled. */
  readonly folder: 'none' | 'accepted' | 'neverRuns'
  readonly settled: boolean
  /** In its memory, and whether there may be something to say of it. */
  readonly progress: Progress | undefined
  readonly named: boolean
}

/** What the host knows, whoever is alive. */
export interface Script {
  readonly mark: 'none' | 'script' | 'agent'
  readonly starts: number
  readonly written: number
  readonly stopAsked: boolean
  readonly end: { readonly outcome: Outcome; readonly exitCode: number | null } | undefined
}

export const key: Key = { sequence: 7, attempt: 1 }
/** What the script writes, a character at a time. */
export const text = 'ab'
export const timeoutSeconds = 60

export const noScript: Script = { mark: 'none', starts: 0, written: 0, stopAsked: false, end: undefined }

export const task = (state: TaskState): TaskLife => ({
  id: key.sequence,
  invocationId: 1,
  instanceId: 1,
  state,
  cause: '',
  exitCode: undefined,
  delivers: false,
  outputSize: 0,
  outputDropped: 0,
  startedAt: undefined,
  endedAt: undefined,
  dueAt: limits.deliveryMs,
})

const fresh = (state: TaskState, faults: number): World => ({
  record: task(state),
  output: '',
  late: false,
  removed: false,
  line: 'down',
  toAgent: [],
  toServer: [],
  agent: { process: 'alive', folder: 'none', settled: false, progress: undefined, named: false },
  script: noScript,
  faults,
})

/** As a task is stored: for a host that is there or away, sent with the call, or not for this host at all. */
export const beginnings = (faults: number): readonly World[] => [
  fresh('pending', faults),
  fresh('delayed', faults),
  { ...fresh('delivering', faults), line: 'up', toAgent: [{ kind: 'deliver', only: 'start' }] },
  fresh('skipped', faults),
  fresh('invalid', faults),
]
