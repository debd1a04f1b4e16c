import type { KeyPair } from './keys.ts'

/** Lets an agent come back without signatures. Kept in memory only: a restarted agent goes the long way once. */
export interface Ticket {
  /** The epoch at which it was given. */
  readonly issued: number
  readonly secret: string
  /** The epoch of the last connection that the server has confirmed. */
  readonly used: number
}

export interface Enrolled {
  readonly instance: string
  readonly serverKey: string
}

/** Who this agent is to the server. The handshake needs no more of wherever that is kept. */
export interface Identity {
  readonly keys: KeyPair
  /** Undefined until the host is enrolled. */
  readonly enrolled: () => Enrolled | undefined
  readonly epoch: () => number
  /** Each is durable when it resolves. */
  readonly enrol: (instance: string, serverKey: string) => Promise<void>
  readonly advance: (epoch: number) => Promise<void>
  readonly ticket: () => Ticket | undefined
  readonly keep: (ticket: Ticket | undefined) => void
}

export function holdTicket(): Pick<Identity, 'ticket' | 'keep'> {
  let held: Ticket | undefined
  return {
    ticket: () => held,
    keep: (ticket) => {
      held = ticket
    },
  }
}

/** An identity that lives as long as the process, for the agents of a swarm. */
export function memoryIdentity(keys: KeyPair): Identity {
  let enrolled: Enrolled | undefined
  let epoch = 0
  return {
    ...holdTicket(),
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
