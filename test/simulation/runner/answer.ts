import { makePlan, type Planned } from '../plan.ts'
import { type Outcome, simulate } from '../world.ts'

export interface Question {
  readonly seed: number
  /** Of the plan's steps only these, by their places. */
  readonly keep: readonly number[] | undefined
  readonly trace: 'told' | 'hashed'
}

export interface Answer {
  readonly outcome: Outcome
  readonly steps: readonly Planned[]
  readonly lines: readonly string[]
}

export async function answer({ seed, keep, trace }: Question): Promise<Answer> {
  const plan = makePlan(seed)
  const steps = keep ? keep.flatMap((index) => plan.steps[index] ?? []) : plan.steps
  const lines: string[] = []
  const outcome = await simulate({ ...plan, steps }, trace === 'told' ? (line) => lines.push(line) : undefined)
  return { outcome, steps, lines }
}
