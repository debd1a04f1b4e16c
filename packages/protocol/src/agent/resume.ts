import * as z from 'zod/mini'

/**
 * An agent that has been here before comes back in one round trip: the request that opens its socket carries a ticket,
 * the response the server's proof that it took it. Without that proof the socket is open, and the long way begins.
 */
export const resumeHeaders = { ticket: 'muster-ticket', proof: 'muster-ticket-proof' } as const

const Ticket = z.object({
  instance: z.string().check(z.maxLength(64)),
  /** The epoch to come, which the agent has on disk. The server takes it once: a request that is sent again is void. */
  epoch: z.int(),
  /** The epoch at which the ticket was given. */
  issued: z.int(),
  nonce: z.string().check(z.minLength(32), z.maxLength(128)),
})
export type Ticket = z.infer<typeof Ticket>

const ResumeRequest = z.extend(Ticket, { proof: z.string() })
export type ResumeRequest = z.infer<typeof ResumeRequest>

/** Undefined for what is none: who sent it goes the long way. */
export function readResume(header: string | undefined): ResumeRequest | undefined {
  if (header === undefined) return undefined
  try {
    return ResumeRequest.parse(JSON.parse(header))
  } catch {
    return undefined
  }
}
