export const instanceKinds = ['cvm', 'lighthouse', 'managed'] as const
export type InstanceKind = (typeof instanceKinds)[number]

export type Platform = 'linux' | 'windows'
export type Tags = Readonly<Record<string, string>>

/** A host that Muster can reach, over one link. */
export interface Instance {
  readonly id: number
  readonly accountId: number
  readonly kind: InstanceKind
  readonly name: string
  readonly hostName: string
  readonly platform: Platform
  readonly architecture: string
  readonly localIp: string
  readonly machineId: string
  readonly agentVersion: string
  /** The user that the agent runs as: when it is not root, the only one it can run scripts as. */
  readonly agentUser: string
  /** IANA name of the zone of its clocks; empty when its agent has not said. */
  readonly timeZone: string
  /** Ed25519, SPKI in base64. */
  readonly publicKey: string
  readonly registerCodeId: number | undefined
  readonly tags: Tags
  readonly online: boolean
  readonly lastHeartbeatAt: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** What an agent says of its host, at registration and at each connect. */
export interface HostFacts {
  readonly hostName: string
  readonly platform: Platform
  readonly architecture: string
  readonly localIp: string
  readonly machineId: string
  readonly agentVersion: string
  readonly agentUser: string
  readonly timeZone: string
}

/** What an instance has run and is to run. */
export interface Activity {
  readonly tasks: number
  readonly open: number
  /** When the newest of them was asked for. */
  readonly lastAt: number
}

/** What a call must know of the instances that it is to run on. */
export interface Target extends Pick<Instance, 'id' | 'kind' | 'name' | 'platform' | 'online'> {
  /** Its agent was here at least once. */
  readonly hasConnected: boolean
}
