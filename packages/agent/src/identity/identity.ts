import type { KeyPair } from './keys.ts'

/** Who this agent is to the server. The handshake needs no more of wherever that is kept. */
export interface Identity {
  readonly keys: KeyPair
  /** Undefined until the host is enrolled. */
  readonly enrolled: () => { readonly instance: string; readonly serverKey: string } | undefined
  readonly epoch: () => number
  /** Each is durable when it resolves. */
  readonly enrol: (instance: string, serverKey: string) => Promise<void>
  readonly advance: (epoch: number) => Promise<void>
}

/** An identity that lives as long as the process, for the agents of a swarm. */
export function memoryIdentity(keys: KeyPair): Identity {
  let enrolled: { instance: string; serverKey: string } | undefined
  let epoch = 0
  return {
    keys,
    enrolled: () => enrolled,
    epoch: () => epoch,
    enrol: async (instance, serverKey) => {
      enrolled = { instance, serverKey }
    },
    advance: async (next) => {
      epoch = next
    },
  }
}
