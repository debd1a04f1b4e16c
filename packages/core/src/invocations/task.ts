import type { InstanceKind } from '../instances/instance.ts'
import type { TaskState } from './task-states.ts'

/** What ended a task that did not simply run to its end, in words for a person. */
export type Cause = string

/** One instance's part of an invocation. Times are milliseconds since the epoch. */
export interface Task {
  readonly id: number
  readonly accountId: number
  readonly invocationId: number
  readonly commandId: number
  readonly instanceId: number
  readonly state: TaskState
  readonly attempt: number
  readonly cause: Cause
  readonly exitCode: number | undefined
  /** The whole output is to be delivered, so that more of it is held than the record keeps. */
  readonly delivers: boolean
  /** Bytes of output kept in the record, and bytes dropped beyond the cap. */
  readonly outputSize: number
  readonly outputDropped: number
  /** By the clock of the host. */
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  /** When the sweep must look at an open task: its delivery deadline, its execution deadline, or the end of a cancel. */
  readonly dueAt: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** What the rules of a task's life look at, and what they change. */
export type TaskLife = Omit<Task, 'accountId' | 'commandId' | 'attempt' | 'createdAt' | 'updatedAt'>

/** A task with what its readers show of its instance; of one that is gone, the kind that the invocation was for. */
export interface ListedTask extends Task {
  readonly instanceKind: InstanceKind
  readonly instanceName: string
}

export const limits = {
  /** Bytes of output in the record. Source: TAT, TaskResult.Output. */
  outputBytes: 24_576,
  /** That are taken of an output which is to be delivered, whatever a server's option allows. */
  wholeOutputBytes: 1_073_741_824,
  /** Between TERM and KILL on the host. */
  killGraceMs: 5_000,
  /** An agent that is killed has this long after the execution deadline to come back with the true result. */
  lostGraceMs: 600_000,
  /** After this long a cancel that no agent answers ends the task as lost. */
  cancelGraceMs: 60_000,
  /** Delivery deadline of a host that is online: the agent may be restarting. */
  deliveryMs: 60_000,
  timeoutSeconds: { min: 1, max: 86_400, default: 60 },
  /** Of a script whose parameters are filled in. Source: TAT, Content. */
  scriptBytes: 65_536,
} as const
