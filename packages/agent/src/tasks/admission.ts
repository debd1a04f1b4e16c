import { askedFor, type Plan, type TaskEvent } from '@muster/protocol/agent'
import type { Checked } from './proof.ts'
import { type Key, keyName } from './spec.ts'

/** Running tasks an agent takes at once; more are refused and come again when the server asks later. */
export const runningLimit = 256
/**
 * Tasks an agent knows at once: those that ended wait, each in its folder, until all before them have ended too. With as
 * many behind one long script, the next ones come when it is over.
 */
export const knownLimit = 10_000

type Refusal = Extract<TaskEvent, { event: 'refused' }>

export const refusal = ({ sequence, attempt }: Key, code: Refusal['code'], reason: string): Refusal => ({
  event: 'refused',
  sequence,
  attempt,
  code,
  reason: reason.slice(0, 1024),
})

/** Why a task that the server only asks for is refused. */
export const tooLate = 'it did not reach the host before its delivery deadline, or its caller may not run it any more'

export interface Sorted {
  readonly plans: readonly Plan[]
  /** Tasks that are only told again: a known one never starts twice. */
  readonly repeated: readonly Plan[]
  readonly refused: readonly Refusal[]
}

interface Now {
  readonly isKnown: (name: string) => boolean
  readonly settled: number
  readonly running: number
  readonly known: number
  /** Why the owner of the host does not let it run. */
  readonly forbids: (plan: Plan) => string | undefined
}

/** What becomes of each delivered task. */
export function sortDelivery(checked: readonly Checked[], now: Now): Sorted {
  const plans = new Map<string, Plan>()
  const repeated: Plan[] = []
  const refused: Refusal[] = []
  for (const each of checked) {
    if (each.kind === 'refused') {
      // One that cannot even be read has no name by which it could be refused.
      if (each.key) refused.push(refusal(each.key, each.code, each.reason))
      continue
    }
    const { plan } = each
    const name = keyName(plan)
    if (plans.has(name)) continue
    if (now.isKnown(name)) {
      repeated.push(plan)
      continue
    }
    const refusedNow = refuse(plan, now, plans.size)
    if (refusedNow) refused.push(refusedNow)
    else plans.set(name, plan)
  }
  return { plans: [...plans.values()], repeated, refused }
}

/** `taken` are those of the same delivery that are taken already. */
function refuse(plan: Plan, now: Now, taken: number): Refusal | undefined {
  if (plan.sequence <= now.settled) return refusal(plan, 'settled', 'the task has ended long ago')
  if (plan.deliverBy === askedFor) return refusal(plan, 'expired', tooLate)
  const forbidden = now.forbids(plan)
  if (forbidden !== undefined) return refusal(plan, 'forbidden', forbidden)
  const running = now.running + taken
  if (running >= runningLimit) return refusal(plan, 'busy', `${running} tasks run already`)
  if (now.known + taken >= knownLimit)
    return refusal(plan, 'busy', `${knownLimit} tasks wait for the end of an earlier one`)
  return undefined
}
