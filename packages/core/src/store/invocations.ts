import type { Naming, SealedDraft } from '../commands/command.ts'
import type { InvocationFilter, Listing, Page, TaskFilter } from '../filters.ts'
import type { TaskMove } from '../invocations/assignment.ts'
import type { Invocation, Run } from '../invocations/invocation.ts'
import type { ListedTask } from '../invocations/task.ts'

export interface NewInvocation
  extends Omit<
    Invocation,
    'id' | 'commandId' | 'firstTaskId' | 'total' | 'counts' | 'startedAt' | 'endedAt' | 'updatedAt'
  > {
  /** The key that the run was asked for with; its tasks that wait are withheld once it may run nothing any more. */
  readonly accessKeyId: string | undefined
  /** A stored command, a draft that is stored in the same transaction, or none but what the run itself keeps. */
  readonly command: { readonly id: number } | { readonly draft: SealedDraft; readonly naming?: Naming } | 'script'
  /** Tasks of the same fate that follow each other are one group; their order is that of the tasks. */
  readonly tasks: readonly TaskGroup[]
}

export interface TaskGroup {
  readonly instanceIds: readonly number[]
  /** `delivering`: the gateway holds their agents and sends them once they are stored. */
  readonly state: 'pending' | 'delivering' | 'delayed' | 'skipped' | 'invalid'
  readonly cause: string
  readonly dueAt: number
}

/** What was started, and what callers see of it. */
export interface InvocationStore {
  /** A run without a command is given the id of one that is never listed. */
  createInvocation(invocation: NewInvocation): Promise<{ id: number; commandId: number; firstTaskId: number }>
  /** Ids of the instances that must be asked to stop; the rest has ended or was ended here. */
  cancelInvocation(cancel: {
    invocationId: number
    instanceIds: readonly number[] | undefined
    at: number
  }): Promise<{ ask: readonly number[]; moves: readonly TaskMove[] }>
  /** How many of each of these commands the account has made. */
  countInvocations(accountId: number, commandIds: readonly number[]): Promise<ReadonlyMap<number, number>>
  listInvocations(accountId: number, filter: InvocationFilter, page: Page): Promise<Listing<Invocation>>
  /** Of the invocations that the account has. */
  findRuns(accountId: number, ids: readonly number[]): Promise<ReadonlyMap<number, Run>>
  listTasks(accountId: number, filter: TaskFilter, page: Page): Promise<Listing<ListedTask>>
  /** The kept output of each task, in the order of the ids; empty where there is none. */
  readOutputs(taskIds: readonly number[]): Promise<readonly Uint8Array[]>
}
