import type { Audit } from './accounts/account.ts'
import type { Act, PastAct } from './acts/act.ts'
import type { AccountStore } from './store/accounts.ts'
import type { CommandStore } from './store/commands.ts'
import type { DeliveryStore } from './store/deliveries.ts'
import type { InstanceStore } from './store/instances.ts'
import type { InvocationStore } from './store/invocations.ts'
import type { ParameterStore } from './store/parameters.ts'
import type { ScheduleStore } from './store/schedules.ts'
import type { SecretStore } from './store/secrets.ts'
import type { TaskStore } from './store/tasks.ts'
import type { TerminalStore } from './store/terminals.ts'

/**
 * The record of everything. A write resolves when its transaction is on disk; a read never sees what is not. Lists are
 * newest first, but for tasks, which keep the order of their instances within the newest invocation first.
 */
export interface Store
  extends AccountStore,
    SecretStore,
    CommandStore,
    InstanceStore,
    InvocationStore,
    DeliveryStore,
    TaskStore,
    ParameterStore,
    ScheduleStore,
    TerminalStore {
  /** The same store, whose writes each put this line in the audit log, in their own transaction. */
  readonly audited: (audit: Audit) => Store
  /** The same store for one write, whose result is kept beside the act's token; refuses with ActInProgress when there is one. */
  readonly once: (act: Act) => Store
  /** What the act with this token has given, if it is not forgotten. */
  findAct(act: Pick<Act, 'accountId' | 'action' | 'token' | 'at'>): Promise<PastAct | undefined>

  /**
   * Removes the oldest invocations that ended before a time, at most `limit` tasks of them, from behind the id `after`.
   * Gives the id to go on from, or undefined when there are no more.
   */
  pruneInvocations(old: { before: number; after: number; limit: number }): Promise<number | undefined>
  /** Each removes the oldest lines from before a time, and gives how many. */
  pruneFires(old: { before: number; limit: number }): Promise<number>
  pruneFirings(old: { before: number; limit: number }): Promise<number>
  pruneAudit(old: { before: number; limit: number }): Promise<number>

  close(): Promise<void>
}
