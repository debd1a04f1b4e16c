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
  /** Names of tasks that are only told again: a known one never starts twice. */
  readonly repeated: readonly string[]
  readonly refused: readonly Refusal[]
}

/** What becomes of each delivered task. */
export function sortDelivery(
  checked: readonly Checked[],
  now: {
    readonly isKnown: (name: string) => boolean
    readonly settled: number
    readonly running: number
    readonly known: number
  },
): Sorted {
  const plans = new Map<string, Plan>()
  const repeated: string[] = []
  const refused: Refusal[] = []
  for (const each of checked) {
    if (each.kind === 'refused') {
      // One that cannot even be read has no name by which it could be refused.
      if (each.key) refused.push(refusal(each.key, each.code, each.reason))
      continue
    }
    const { plan } = each
    const name = keyName(plan)
    const running = now.running + plans.size
    if (plans.has(name)) continue
    if (now.isKnown(name)) repeated.push(name)
    else if (plan.sequence <= now.settled) refused.push(refusal(plan, 'settled', 'the task has ended long ago'))
    else if (plan.deliverBy === askedFor) refused.push(refusal(plan, 'expired', tooLate))
    else if (running >= runningLimit) refused.push(refusal(plan, 'busy', `${running} tasks run already`))
    else if (now.known + plans.size >= knownLimit)
      refused.push(refusal(plan, 'busy', `${knownLimit} tasks wait for the end of an earlier one`))
    else plans.set(name, plan)
  }
  return { plans: [...plans.values()], repeated, refused }
}
