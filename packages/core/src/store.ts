import type { AccessKey, Audit, Role } from './accounts/account.ts'
import type { Holdings } from './accounts/quotas.ts'
import type { Command, CommandType, SealedDraft } from './commands/command.ts'
import type { HostFacts, Instance, InstanceKind, Platform, Tags, Target } from './instances/instance.ts'
import type { RegisterCode } from './instances/register-code.ts'
import type { Execution, Invocation, Run } from './invocations/invocation.ts'
import type { Report } from './invocations/reports.ts'
import type { ListedTask } from './invocations/task.ts'
import type { TaskState } from './invocations/task-states.ts'
import type { Bucket } from './outputs/bucket.ts'
import type { Delivery, DeliveryChange, DueDelivery } from './outputs/delivery.ts'
import type { Fire, NewFire, Schedule } from './schedules/schedule.ts'

export interface Page {
  readonly offset: number
  readonly limit: number
}

/** `total` counts everything that matches, whatever the page. */
export interface Listing<Item> {
  readonly total: number
  readonly items: readonly Item[]
}

/**
 * A condition on tags: an instance or command matches when one of its tags has any of the keys and any of the values,
 * where they are given. Several conditions are joined by AND.
 */
export interface TagCondition {
  readonly keys?: readonly string[]
  readonly values?: readonly string[]
}

/** In every filter: a missing member does not restrict; a list means any of its values; members are joined by AND. */
export interface CommandFilter {
  readonly ids?: readonly number[] | undefined
  readonly names?: readonly string[] | undefined
  readonly types?: readonly CommandType[] | undefined
  readonly createdBy?: readonly Command['createdBy'][] | undefined
  readonly scenes?: readonly number[] | undefined
  readonly tags?: readonly TagCondition[] | undefined
}

export interface InvocationFilter {
  readonly ids?: readonly number[] | undefined
  readonly commandIds?: readonly number[] | undefined
  readonly kinds?: readonly InstanceKind[] | undefined
  readonly commandCreatedBy?: readonly Command['createdBy'][] | undefined
}

export interface TaskFilter {
  readonly ids?: readonly number[] | undefined
  readonly invocationIds?: readonly number[] | undefined
  readonly instanceIds?: readonly number[] | undefined
  readonly commandIds?: readonly number[] | undefined
  readonly states?: readonly TaskState[] | undefined
}

export interface InstanceFilter {
  readonly ids?: readonly number[] | undefined
  readonly names?: readonly string[] | undefined
  readonly kinds?: readonly InstanceKind[] | undefined
  readonly online?: readonly boolean[] | undefined
  readonly platforms?: readonly Platform[] | undefined
  readonly localIps?: readonly string[] | undefined
  readonly registerCodeIds?: readonly number[] | undefined
  readonly tags?: readonly TagCondition[] | undefined
}

export interface NewInvocation
  extends Omit<
    Invocation,
    'id' | 'commandId' | 'firstTaskId' | 'total' | 'counts' | 'startedAt' | 'endedAt' | 'updatedAt'
  > {
  /** A stored command, or a draft that is stored in the same transaction. */
  readonly command: { readonly id: number } | { readonly draft: SealedDraft; readonly saved: boolean }
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

export interface ScheduleFilter {
  readonly ids?: readonly number[] | undefined
  readonly commandIds?: readonly number[] | undefined
  readonly names?: readonly string[] | undefined
}

export interface FireFilter {
  readonly scheduleIds?: readonly number[] | undefined
  /** Those that say what became of this time, or of its minute. */
  readonly at?: number | undefined
}

export type NewSchedule = Omit<Schedule, 'id' | 'lastInvocationId' | 'revision' | 'updatedAt'>

/** What a caller may change; the store works out what that does to the fire times. */
export type ScheduleChange = Partial<
  Pick<
    Schedule,
    'name' | 'rule' | 'overlap' | 'commandId' | 'instanceIds' | 'userName' | 'parameters' | 'sealedSecrets' | 'enabled'
  >
>

/** A schedule whose time has come, and whether its last run is still going. */
export type DueSchedule = Schedule & { readonly nextAt: number; readonly running: boolean }

/** Decisions on the fire times of a schedule from `dueAt` until before `nextAt`, and the invocation that one starts. */
export interface NewFires {
  readonly schedule: Pick<Schedule, 'id' | 'accountId' | 'revision'>
  readonly dueAt: number
  readonly nextAt: number | undefined
  readonly left: readonly NewFire[]
  readonly start: { readonly fire: NewFire; readonly invocation: NewInvocation } | undefined
  readonly at: number
}

export interface NewRegisterCode extends Omit<RegisterCode, 'id' | 'used' | 'updatedAt'> {
  /** SHA-256 of the secret, sealed: the proof of an agent is keyed with it. */
  readonly sealedProofKey: Uint8Array
}

/** What a handshake needs to know: the key to check, and the last epoch that the agent confirmed. */
export interface InstancePeer extends Pick<Instance, 'id' | 'accountId' | 'kind' | 'publicKey'> {
  readonly epoch: number
}

/** `facts` is undefined where the agent has told them before. */
export interface InstanceConnection {
  readonly id: number
  readonly epoch: number
  readonly facts: HostFacts | undefined
}

export interface Registration {
  readonly codeId: number
  readonly address: string
  readonly name: string
  readonly tags: Tags
  readonly publicKey: string
  readonly facts: HostFacts
  readonly at: number
}

/** What the tasks of an invocation are told alike: one object for all of them. */
export interface TaskWork extends Execution {
  readonly parameters: Readonly<Record<string, string>> | undefined
  readonly sealedSecrets: Uint8Array | undefined
}

/** All that a gateway needs to send a task. */
export interface Assignment {
  readonly taskId: number
  readonly attempt: number
  readonly instanceId: number
  readonly invocationId: number
  readonly state: TaskState
  readonly dueAt: number
  readonly work: TaskWork
}

/** What the store holds of a task after a report: the server's answer to the agent. */
export interface ReportOutcome {
  readonly taskId: number
  readonly invocationId: number
  /** Bytes of output held; the agent goes on from here. */
  readonly offset: number
  readonly before: TaskState
  readonly state: TaskState
}

export interface OutputChunk {
  readonly taskId: number
  readonly offset: number
  readonly data: Uint8Array
}

/** A moved task, for those who watch an invocation. */
export interface TaskMove {
  readonly taskId: number
  readonly invocationId: number
  readonly instanceId: number
  readonly from: TaskState
  readonly to: TaskState
}

/**
 * The record of everything. A write resolves when its transaction is on disk; a read never sees what is not. Lists are
 * newest first, but for tasks, which keep the order of their instances within the newest invocation first.
 */
export interface Store {
  /** The same store, whose writes each put this line in the audit log, in their own transaction. */
  readonly audited: (audit: Audit) => Store

  /** Makes the account, its administrator and the key, or gives the key a new secret, unless all is as asked. */
  ensureAdministrator(key: { id: string; sealedSecret: Uint8Array; at: number }): Promise<void>
  createAccessKey(key: {
    id: string
    accountId: number
    userName: string
    role: Role
    sealedSecret: Uint8Array
    temporary?: { sealedToken: Uint8Array; expiresAt: number; parentId: string }
    at: number
  }): Promise<AccessKey>
  disableAccessKey(key: { accountId: number; id: string; at: number }): Promise<boolean>
  findAccessKey(id: string): Promise<AccessKey | undefined>
  listAccessKeys(accountId: number): Promise<readonly AccessKey[]>
  listAudit(accountId: number, page: Page): Promise<Listing<Audit>>

  /** Of what has a quota. */
  countHoldings(accountId: number): Promise<Holdings>

  createCommand(command: { accountId: number; draft: SealedDraft; at: number }): Promise<{ id: number }>
  /** False when the command is no longer as it was at `readAt`: read it again. */
  modifyCommand(command: {
    accountId: number
    id: number
    draft: SealedDraft
    readAt: number
    at: number
  }): Promise<boolean>
  /** All of them, or none. */
  deleteCommands(commands: { accountId: number; ids: readonly number[]; at: number }): Promise<void>
  /** Makes these the public commands, by their names, and no others. */
  ensurePublicCommands(library: {
    commands: readonly { readonly draft: SealedDraft; readonly scenes: readonly number[] }[]
    at: number
  }): Promise<void>
  /** The account's own and the public ones. */
  listCommands(accountId: number, filter: CommandFilter, page: Page): Promise<Listing<Command>>

  createRegisterCode(code: NewRegisterCode): Promise<{ id: number }>
  /** Each once. False, and nothing is changed, when the account lacks one of them. */
  disableRegisterCodes(codes: { accountId: number; ids: readonly number[]; at: number }): Promise<boolean>
  deleteRegisterCodes(codes: { accountId: number; ids: readonly number[]; at: number }): Promise<boolean>
  listRegisterCodes(accountId: number, ids: readonly number[] | undefined, page: Page): Promise<Listing<RegisterCode>>
  /** By number alone: an agent that registers has no account yet. */
  findRegisterCode(id: number): Promise<(RegisterCode & { readonly sealedProofKey: Uint8Array }) | undefined>

  /** Uses the code once and makes the instance; refuses with RegistrationRefused. The same public key again is the same instance. */
  registerInstance(registration: Registration): Promise<{ id: number; kind: InstanceKind }>
  listInstances(accountId: number, filter: InstanceFilter, page: Page): Promise<Listing<Instance>>
  /** Of those that the account has. */
  instanceKinds(accountId: number, ids: readonly number[]): Promise<ReadonlyMap<number, InstanceKind>>
  /** Whether the account has it. */
  renameInstance(instance: { accountId: number; id: number; name: string; at: number }): Promise<boolean>
  /** Ends its open tasks, and its key registers and connects no more; undefined when the account has no such instance. */
  removeInstance(instance: { accountId: number; id: number; at: number }): Promise<readonly TaskMove[] | undefined>
  /** All that match, oldest first. */
  listTargets(accountId: number, filter: InstanceFilter): Promise<readonly Target[]>
  /** For handshakes; ids that are not there are left out. */
  findPeers(ids: readonly number[]): Promise<readonly InstancePeer[]>
  /**
   * Marks them online and keeps what their agents say of the hosts; gives the ids of those whose epoch is a new one. No id
   * may come twice.
   */
  connectInstances(instances: { connections: readonly InstanceConnection[]; at: number }): Promise<readonly number[]>
  disconnectInstances(instances: { ids: readonly number[] | 'all'; at: number }): Promise<void>
  recordHeartbeats(heartbeats: { ids: readonly number[]; at: number }): Promise<void>

  createInvocation(invocation: NewInvocation): Promise<{ id: number; commandId: number; firstTaskId: number }>
  /** Ids of the instances that must be asked to stop; the rest has ended or was ended here. */
  cancelInvocation(cancel: {
    invocationId: number
    instanceIds: readonly number[] | undefined
    at: number
  }): Promise<{ ask: readonly number[]; moves: readonly TaskMove[] }>
  listInvocations(accountId: number, filter: InvocationFilter, page: Page): Promise<Listing<Invocation>>
  /** Of the invocations that the account has. */
  findRuns(accountId: number, ids: readonly number[]): Promise<ReadonlyMap<number, Run>>
  listTasks(accountId: number, filter: TaskFilter, page: Page): Promise<Listing<ListedTask>>
  /** The kept output of each task, in the order of the ids; empty where there is none. */
  readOutputs(taskIds: readonly number[]): Promise<readonly Uint8Array[]>

  /** Puts it in the place of one with the same address. */
  saveBucket(bucket: Bucket): Promise<void>
  /** Whether the account had it. */
  deleteBucket(bucket: { accountId: number; url: string }): Promise<boolean>
  listBuckets(accountId: number): Promise<readonly Bucket[]>
  findBucket(accountId: number, url: string): Promise<Bucket | undefined>
  /** Of these tasks those that are open and deliver, each with its instance. */
  openDeliveries(taskIds: readonly number[]): Promise<readonly { taskId: number; instanceId: number }[]>
  /** Waiting ones whose time has come, the longest waiting first. */
  dueDeliveries(due: { at: number; limit: number }): Promise<readonly DueDelivery[]>
  /** Those that are kept or were given up, of tasks that ended before this time, the oldest first. */
  oldDeliveries(old: { before: number; limit: number }): Promise<readonly Delivery[]>
  listDeliveries(taskIds: readonly number[]): Promise<readonly Delivery[]>
  recordDelivery(change: DeliveryChange): Promise<void>
  /** All of an output that the record holds, even a last character that it shows nobody because it is cut. */
  readHead(taskId: number): Promise<Uint8Array>

  /** Takes what waits for these instances, oldest first, at most `limit` for each, and marks it as delivering. */
  claimTasks(claim: { instances: readonly { id: number; limit: number }[]; at: number }): Promise<readonly Assignment[]>
  /** What was sent to an instance and has not ended: after a reconnect it is sent again, and the agent knows its own. */
  openAssignments(instanceIds: readonly number[]): Promise<readonly Assignment[]>
  /** Tasks of these instances that wait for an answer to a cancel. */
  cancellingTasks(instanceIds: readonly number[]): Promise<readonly { taskId: number; instanceId: number }[]>
  recordReports(reports: {
    reports: readonly { instanceId: number; report: Report }[]
    at: number
  }): Promise<readonly ReportOutcome[]>
  /** Ends what is overdue, at most `limit` tasks, and tells which. */
  expireTasks(sweep: { at: number; limit: number }): Promise<readonly TaskMove[]>
  /** Instances that are online and have tasks waiting: hints get lost. */
  waitingInstances(): Promise<readonly number[]>

  createSchedule(schedule: NewSchedule): Promise<{ id: number }>
  /** Refuses with ScheduleNotFound; a new rule, and turning on or off, settles what had passed. */
  changeSchedule(change: { accountId: number; id: number; change: ScheduleChange; at: number }): Promise<void>
  /** Whether the account had such a schedule. Its fires stay. */
  deleteSchedule(schedule: { accountId: number; id: number; at: number }): Promise<boolean>
  listSchedules(accountId: number, filter: ScheduleFilter, page: Page): Promise<Listing<Schedule>>
  /** Enabled schedules whose fire time has come, the longest waiting first. */
  dueSchedules(due: { at: number; limit: number }): Promise<readonly DueSchedule[]>
  /** The first fire time of all, on which nothing is decided yet. */
  nextFireTime(): Promise<number | undefined>
  /** Stores decisions and starts their invocation, unless another has decided or the schedule was changed meanwhile. */
  recordFires(fires: NewFires): Promise<{ recorded: boolean; invocationId: number | undefined }>
  listFires(accountId: number, filter: FireFilter, page: Page): Promise<Listing<Fire>>

  close(): Promise<void>
}
