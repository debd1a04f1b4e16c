import type { NativeIds } from './ids/native-ids.ts'
import type { PublicIds } from './ids/public-ids.ts'
import type { Assignment, TaskMove } from './invocations/assignment.ts'
import type { Store } from './store.ts'

export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Random bytes: secrets, nonces, request ids. */
export type Chance = (bytes: number) => Uint8Array

/** Encrypts what must not lie in the database in clear, each value for its place (`sealedPlaces`). */
export interface Vault {
  readonly seal: (clear: Uint8Array, place: string) => Uint8Array
  readonly open: (sealed: Uint8Array, place: string) => Uint8Array
}

/** Tells the gateways that hosts have news. A hint: the store is the truth, and a lost hint is repaired by the sweep. */
export interface Nudge {
  readonly deliver: (instanceIds: readonly number[]) => void
  readonly cancel: (instanceIds: readonly number[]) => void
  /** What stays at these hosts has changed. */
  readonly renew: (instanceIds: readonly number[]) => void
  /** These hosts are the account's no more: their agents are let go at once. */
  readonly cutOff: (instanceIds: readonly number[]) => void
}

/** Where agents are connected to this process. */
export interface Gateway {
  /** Keeps a place for one task at each of these hosts that has one, until it is let go. */
  readonly reserve: (instanceIds: readonly number[]) => Reservation
}

export interface Reservation {
  readonly has: (instanceId: number) => boolean
  /** Sends what was stored as sent. Whom it does not reach is sent it when its agent connects again. */
  readonly send: (assignments: readonly Assignment[]) => void
  readonly release: () => void
}

/** A keyed hash, by which texts are told apart: what it was made of cannot be guessed from the record. */
export type Digest = (text: string) => string

/** Addresses of outputs that this server keeps. Each is signed, and good for an hour. */
export type LinkToOutput = (taskId: number) => string

/** Terminals that are open at this process. */
export interface Terminals {
  /** What opens a terminal that is on record; the same each time. */
  readonly keyTo: (terminal: { readonly id: number; readonly tokenUntil: number }) => {
    readonly token: string
    readonly url: string
  }
  /** Ends it where it is open. */
  readonly end: (id: number) => void
}

/** Tells all who follow tasks that these have moved, after the change is on disk. */
export type Announce = (moves: readonly TaskMove[]) => void

/** What every use case is given. */
export interface Deps {
  readonly store: Store
  readonly ids: PublicIds
  readonly nativeIds: NativeIds
  readonly clock: Clock
  readonly chance: Chance
  readonly vault: Vault
  readonly nudge: Nudge
  readonly gateway: Gateway
  readonly announce: Announce
  readonly linkToOutput: LinkToOutput
  readonly digest: Digest
  readonly terminals: Terminals
}
