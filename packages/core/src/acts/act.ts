/** A call that its caller may repeat, told from others by a token of the caller's. */
export interface Act {
  readonly accountId: number
  readonly action: string
  readonly token: string
  /** Of all that the caller asked for. */
  readonly hash: string
  readonly at: number
  /** Of what it gives, the part that the record holds in no other form. */
  readonly sealedSecret?: Uint8Array
}

/** What an act has given: the result of its write. */
export interface PastAct {
  readonly hash: string
  readonly result: unknown
  readonly sealedSecret: Uint8Array | undefined
}

/** How long a repeated call gets the first one's answer. Source: ClientToken. */
export const rememberedMs = 24 * 60 * 60 * 1000
