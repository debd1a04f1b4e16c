import type { InstanceFilter, Listing, Page, RegisterCodeFilter } from '../filters.ts'
import type { Activity, HostFacts, Instance, InstanceKind, Tags, Target } from '../instances/instance.ts'
import type { RegisterCode } from '../instances/register-code.ts'
import type { TaskMove } from '../invocations/assignment.ts'

export interface NewRegisterCode extends Omit<RegisterCode, 'id' | 'used' | 'removed' | 'updatedAt'> {
  /** SHA-256 of the secret, sealed: the proof of an agent is keyed with it. */
  readonly sealedProofKey: Uint8Array
}

/** What a handshake needs to know: the key to check, and the last epoch that the agent confirmed. */
export interface InstancePeer extends Pick<Instance, 'id' | 'kind' | 'publicKey'> {
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

/** Register codes, and the instances that they let in. */
export interface InstanceStore {
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
  disconnectInstances(instances: { ids: readonly number[] | 'all' }): Promise<void>
  recordHeartbeats(heartbeats: { ids: readonly number[]; at: number }): Promise<void>
}
