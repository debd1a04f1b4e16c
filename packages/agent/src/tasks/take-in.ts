import type { Plan } from '@muster/protocol/agent'
import { all } from './all.ts'
import { type Executor, type Journal, stays } from './ports.ts'
import { type Spec, standingSpec } from './spec.ts'
import type { Timers } from './timers.ts'

interface Parts {
  readonly journal: Pick<Journal, 'create' | 'remove'>
  readonly executor: Pick<Executor, 'prepare' | 'forget'>
  readonly timers: Pick<Timers, 'hold' | 'forget'>
  readonly boot: string
}

/** Makes plans ready and writes them down, durable when it resolves; where one cannot be, nothing is left of any. */
export async function takeIn(
  { journal, executor, timers, boot }: Parts,
  plans: readonly Plan[],
): Promise<readonly Spec[]> {
  const specs: Spec[] = []
  const prepare = async (plan: Plan) =>
    specs.push(stays(plan) ? standingSpec(plan, plan.task, boot) : await executor.prepare(plan))
  try {
    await all(plans.map(prepare))
    await journal.create(specs)
    for (const plan of plans) if (stays(plan)) await timers.hold(plan)
    return specs
  } catch (error) {
    for (const plan of plans) timers.forget(plan)
    await Promise.all(specs.map((spec) => executor.forget(spec)))
    await Promise.all(specs.map((spec) => journal.remove(spec)))
    throw error
  }
}
