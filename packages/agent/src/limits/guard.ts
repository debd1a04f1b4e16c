import type { Plan } from '@muster/protocol/agent'
import { exitCodes, Failure } from '../failure.ts'
import type { Log } from '../log.ts'
import { describeLimits, refusalBy, terminalRefusalBy } from './limits.ts'
import type { ReadLimits } from './limits-file.ts'

/** Looks at the limits of the moment, for one delivery; what comes back tells why a plan may not run here. */
export type Guard = () => (plan: Plan) => string | undefined

const unreadable = 'the limits that the owner of this host has set cannot be read'

/** Limits that cannot be read when the agent starts end it: its owner is there to see. Later they refuse every task. */
export function createGuard(read: ReadLimits, ownUser: string, log: Log): Guard {
  let last = read()
  if ('problem' in last) throw new Failure(`${last.problem}.`, exitCodes.usage)
  log.info(`limits of this host: ${describeLimits(last)}`)
  return () => {
    const limits = read()
    if (limits !== last)
      log.info(`limits of this host: ${'problem' in limits ? limits.problem : describeLimits(limits)}`)
    last = limits
    if ('problem' in limits) return () => unreadable
    return (plan) => refusalBy(limits, plan, ownUser)
  }
}

/** Why the limits of the moment let no terminal be opened as a user. */
export const createTerminalGuard =
  (read: ReadLimits, ownUser: string) =>
  (userName: string): string | undefined => {
    const limits = read()
    return 'problem' in limits ? unreadable : terminalRefusalBy(limits, userName, ownUser)
  }
