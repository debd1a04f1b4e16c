import { resumeHeaders, sameProof, ticketProof } from '@muster/protocol/agent'
import type { Enrolled, Identity } from '../identity/identity.ts'

/** What an agent that holds a ticket says in the request for its socket, and what the response must then hold. */
export interface Resumption {
  readonly headers: Readonly<Record<string, string>>
  /** Undefined where the server did not take the ticket, or cannot prove it: the long way follows. */
  readonly conclude: (proof: string | undefined) => Enrolled | undefined
}

/** Stores the epoch to come before it is said; one that no server has answered is said again, so it is one ahead at most. */
export async function prepareResumption(identity: Identity, nonce: string): Promise<Resumption | undefined> {
  const held = identity.ticket()
  const enrolled = identity.enrolled()
  if (!held || !enrolled) return undefined
  const epoch = held.used + 1
  if (identity.epoch() !== epoch && !(await isStored(identity, epoch))) return undefined
  const ticket = { instance: enrolled.instance, epoch, issued: held.issued, nonce }
  const request = { ...ticket, proof: ticketProof(held.secret, 'agent', ticket) }
  return {
    headers: { [resumeHeaders.ticket]: JSON.stringify(request) },
    conclude: (proof) => {
      if (proof !== undefined && sameProof(ticketProof(held.secret, 'server', ticket), proof)) {
        identity.keep({ ...held, used: epoch })
        return enrolled
      }
      identity.keep(undefined)
      return undefined
    },
  }
}

/** Where it cannot be, the disk may be full, the agent goes the long way: that fails too, and is tried again. */
const isStored = (identity: Identity, epoch: number): Promise<boolean> =>
  identity.advance(epoch).then(
    () => true,
    () => false,
  )
