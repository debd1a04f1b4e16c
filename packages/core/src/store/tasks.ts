import type { Listing, Page } from '../filters.ts'
import type { Assignment, Claim, LimitedRun, ReportOutcome, TaskMove } from '../invocations/assignment.ts'
import type { Firing, FiringKey, FiringOutcome, FiringReport } from '../invocations/firing.ts'
import type { Repeat } from '../invocations/repeat.ts'
import type { Report } from '../invocations/reports.ts'

/** The way of tasks to their hosts, and what comes back of it. */
export interface TaskStore {
  /**
   * Takes what waits for these instances, oldest first, at most `limit` for each, and marks it as delivering. What its
   * asker may not run any more ends instead.
   */
  claimTasks(claim: { instances: readonly { id: number; limit: number }[]; at: number }): Promise<Claim>
  /** What was sent to an instance and has not ended: after a reconnect it is sent again, and the agent knows its own. */
  openAssignments(instanceIds: readonly number[], at: number): Promise<readonly Assignment[]>
  /** Of these invocations those whose user has a policy. */
  findLimitedRuns(invocationIds: readonly number[]): Promise<readonly LimitedRun[]>
  /** Tasks of these instances that wait for an answer to a cancel. */
  cancellingTasks(instanceIds: readonly number[]): Promise<readonly Omit<TaskMove, 'from' | 'to'>[]>
  recordReports(reports: {
    reports: readonly { instanceId: number; report: Report }[]
    at: number
  }): Promise<readonly ReportOutcome[]>
  /** One outcome for each firing that was reported by its own instance. */
  recordFirings(firings: { reports: readonly FiringReport[]; at: number }): Promise<readonly FiringOutcome[]>
  /** Gives the instances that hold it. Refuses with InvocationNotFound what does not stay, or was changed meanwhile. */
  changeStanding(change: {
    accountId: number
    invocationId: number
    content: Uint8Array
    repeat: Repeat
    /** Undefined: they stay. */
    parameters: { shown: Readonly<Record<string, string>>; sealedSecrets: Uint8Array | undefined } | undefined
    at: number
  }): Promise<readonly number[]>
  /** The newest firing of each of these tasks that has fired. */
  lastFirings(taskIds: readonly number[]): Promise<ReadonlyMap<number, Firing>>
  /** Of these tasks, the newest firings of each task first. */
  listFirings(taskIds: readonly number[], page: Page): Promise<Listing<Firing>>
  /** The kept output of each firing, in the order of the keys; empty where there is none. */
  readFiringOutputs(keys: readonly FiringKey[]): Promise<readonly Uint8Array[]>
  /** Ends the overdue, at most `limit`, and gives how many. */
  expireFirings(sweep: { at: number; limit: number }): Promise<number>
  /** Ends what is overdue, at most `limit` tasks, and tells which. */
  expireTasks(sweep: { at: number; limit: number }): Promise<readonly TaskMove[]>
  /** The clock was stepped between `since` and `at`, both told by the stepped one: moves the deadlines of what is sent. */
  moveDeadlines(step: { by: number; since: number; at: number }): Promise<void>
  /** For whom tasks wait, and the oldest of each, of these instances or else of all that are online: hints get lost. */
  oldestWaiting(among?: readonly number[]): Promise<ReadonlyMap<number, number>>
}
