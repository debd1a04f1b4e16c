import type { AccessKey, Account, Audit, Role, User } from './accounts/account.ts'
import type { Policy } from './accounts/policy.ts'
import type { Holdings } from './accounts/quotas.ts'
import type { Settings } from './accounts/settings.ts'
import type { Act, PastAct } from './acts/act.ts'
import type { Command, Naming, SealedDraft } from './commands/command.ts'
import type {
  CommandFilter,
  FireFilter,
  InstanceFilter,
  InvocationFilter,
  Listing,
  Page,
  RegisterCodeFilter,
  ScheduleFilter,
  TaskFilter,
} from './filters.ts'
import type { Activity, HostFacts, Instance, InstanceKind, Tags, Target } from './instances/instance.ts'
import type { RegisterCode } from './instances/register-code.ts'
import type { Assignment, Claim, LimitedRun, ReportOutcome, TaskMove } from './invocations/assignment.ts'
import type { Firing, FiringKey, FiringOutcome, FiringReport } from './invocations/firing.ts'
import type { Invocation, Run } from './invocations/invocation.ts'
import type { Repeat } from './invocations/repeat.ts'
import type { Report } from './invocations/reports.ts'
import type { ListedTask } from './invocations/task.ts'
import type { Bucket } from './outputs/bucket.ts'
import type { Delivery, DeliveryChange, DueDelivery } from './outputs/delivery.ts'
import type { Fire, NewFire, Schedule } from './schedules/schedule.ts'
import type { KeyringSlot, Resealed, SealedValue } from './sealed.ts'
import type { TagChange } from './tags/change-tags.ts'

export interface NewInvocation
  extends Omit<
    Invocation,
    'id' | 'commandId' | 'firstTaskId' | 'total' | 'counts' | 'startedAt' | 'endedAt' | 'updatedAt'
  > {
  /** The key that the run was asked for with; its tasks that wait are withheld once it may run nothing any more. */
  readonly accessKeyId: string | undefined
  /** A stored command, or a draft that is stored in the same transaction. */
  readonly command:
    | { readonly id: number }
    | { readonly draft: SealedDraft; readonly saved: boolean; readonly naming?: Naming }
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

export type NewSchedule = Omit<Schedule, 'id' | 'lastInvocationId' | 'revision' | 'updatedAt'>

/** A policy that is there but undefined is taken away. */
export type UserChange = { readonly enabled: boolean } | { readonly policy: Policy | undefined }

/** What a caller may change; the store works out what that does to the fire times. */
export type ScheduleChange = Partial<
  Pick<
    Schedule,
    | 'name'
    | 'ownerId'
    | 'rule'
    | 'overlap'
    | 'commandId'
    | 'instanceIds'
    | 'userName'
    | 'parameters'
    | 'sealedSecrets'
    | 'enabled'
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

export interface NewRegisterCode extends Omit<RegisterCode, 'id' | 'used' | 'removed' | 'updatedAt'> {
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

/**
 * The record of everything. A write resolves when its transaction is on disk; a read never sees what is not. Lists are
 * newest first, but for tasks, which keep the order of their instances within the newest invocation first.
 */
export interface Store {
  /** The same store, whose writes each put this line in the audit log, in their own transaction. */
  readonly audited: (audit: Audit) => Store
  /** The same store for one write, whose result is kept beside the act's token; refuses with ActInProgress when there is one. */
  readonly once: (act: Act) => Store
  /** What the act with this token has given, if it is not forgotten. */
  findAct(act: Pick<Act, 'accountId' | 'action' | 'token' | 'at'>): Promise<PastAct | undefined>

  /** Makes the account, its administrator and the key, or gives the key a new secret, unless all is as asked. */
  ensureAdministrator(key: { id: string; sealedSecret: Uint8Array; at: number }): Promise<void>
  /** With its first administrator; refuses with AccountNameTaken. */
  createAccount(account: {
    name: string
    userName: string
    keyId: string
    sealedSecret: Uint8Array
    at: number
  }): Promise<AccessKey>
  listAccounts(): Promise<readonly Account[]>
  /** Refuses with UserNameTaken. */
  createUser(user: { accountId: number; name: string; policy: Policy | undefined; at: number }): Promise<User>
  /** Undefined when the account has no such user. */
  changeUser(user: { accountId: number; name: string; change: UserChange }): Promise<User | undefined>
  listUsers(accountId: number): Promise<readonly User[]>
  /** Invocations of the user that stay on their hosts and have not ended. */
  findRepeating(userId: number): Promise<readonly number[]>
  /** Makes the user as well, unless it is there. */
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

  /** The usual ones where the account has settled nothing. */
  findSettings(accountId: number): Promise<Settings>
  saveSettings(settings: { accountId: number; change: Partial<Settings>; at: number }): Promise<void>
  /** Refuses with TaggedNotFound and TagsTooMany. */
  changeTags(change: TagChange & { accountId: number; at: number }): Promise<void>

  readKeyring(): Promise<readonly KeyringSlot[]>
  /** These slots in place of all that there were. */
  saveKeyring(keyring: { slots: readonly KeyringSlot[] }): Promise<void>
  /** Sealed values between two prefixes: those of one key begin alike. */
  listSealed(range: { from: Uint8Array; before: Uint8Array; limit: number }): Promise<readonly SealedValue[]>
  /** Values that are still as they were are replaced. */
  replaceSealed(values: { values: readonly Resealed[] }): Promise<void>

  /** Of what has a quota. */
  countHoldings(accountId: number): Promise<Holdings>

  createCommand(command: {
    accountId: number
    draft: SealedDraft
    naming?: Naming
    at: number
  }): Promise<{ id: number }>
  /** False when the command is no longer as it was at `readAt`: read it again. */
  modifyCommand(command: {
    accountId: number
    id: number
    draft: SealedDraft
    naming?: Naming
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
  listRegisterCodes(accountId: number, filter: RegisterCodeFilter, page: Page): Promise<Listing<RegisterCode>>
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
  /** Of those that have run something. */
  listActivity(instanceIds: readonly number[]): Promise<ReadonlyMap<number, Activity>>
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
  /** How many of each of these commands the account has made. */
  countInvocations(accountId: number, commandIds: readonly number[]): Promise<ReadonlyMap<number, number>>
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
  cancellingTasks(instanceIds: readonly number[]): Promise<readonly { taskId: number; instanceId: number }[]>
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
