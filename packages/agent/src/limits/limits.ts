import { createHash } from 'node:crypto'
import type { Plan } from '@muster/protocol/agent'
import * as z from 'zod/mini'

/**
 * What the owner of a host lets its server do there; what is left out is not limited. Strict: a word with a typing error
 * must not leave open what was to be closed.
 */
export const Limits = z.strictObject({
  /** The host takes no task and only tells that it is there. */
  observeOnly: z.optional(z.boolean()),
  /** Names of the users that scripts may run as. */
  users: z.optional(z.array(z.string())),
  /**
   * SHA-256 of the scripts that may run, in hexadecimal: of the bytes that the host would run, values of parameters
   * included. A hash of the script before them would be the server's word for what it has put in.
   */
  scripts: z.optional(z.array(z.string().check(z.regex(/^[0-9a-f]{64}$/)))),
  /** Whether terminals may be opened. Where only some scripts may run, they may not. */
  terminals: z.optional(z.boolean()),
})
export type Limits = z.infer<typeof Limits>

type Wanted = Pick<Plan, 'userName' | 'script' | 'launcher'>

/** Why the owner does not let a script run, or undefined. `ownUser` is the agent's, which a plan without a user means. */
export function refusalBy(limits: Limits, { userName, script, launcher }: Wanted, ownUser: string): string | undefined {
  if (limits.observeOnly) return 'the owner of this host lets nothing run on it'
  const user = userName === '' ? ownUser : userName
  if (limits.users && !limits.users.includes(user)) return `the owner of this host lets no script run as "${user}"`
  if (!limits.scripts) return undefined
  if (launcher) return 'the owner of this host lets only some scripts run, and a launcher could run anything'
  const hash = createHash('sha256').update(Buffer.from(script, 'base64')).digest('hex')
  return limits.scripts.includes(hash) ? undefined : `the owner of this host has not allowed this script, ${hash}`
}

/** Why the owner does not let a terminal be opened, or undefined. */
export function terminalRefusalBy(limits: Limits, userName: string, ownUser: string): string | undefined {
  if (limits.observeOnly || limits.terminals === false) return 'the owner of this host lets no terminal be opened on it'
  if (limits.scripts) return 'the owner of this host lets only some scripts run, and a terminal runs anything'
  const user = userName === '' ? ownUser : userName
  if (limits.users && !limits.users.includes(user)) return `the owner of this host lets nobody in as "${user}"`
  return undefined
}

/** For the log. */
export function describeLimits({ observeOnly, users, scripts, terminals }: Limits): string {
  if (observeOnly) return 'nothing may run here'
  const parts = [
    ...(users ? [`only as ${users.join(', ') || 'nobody'}`] : []),
    ...(scripts ? [`only ${scripts.length} scripts`] : []),
    ...(terminals === false ? ['no terminals'] : []),
  ]
  return parts.join(', ') || 'none'
}
