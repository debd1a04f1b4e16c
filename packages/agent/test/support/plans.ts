import { type KeyObject, sign } from 'node:crypto'
import { growTree, hashOf, leafOf, type Plan, pathOf, rootText, type SignedPlan } from '@muster/protocol/agent'

export const makePlan = (changes: Partial<Plan> & { readonly sequence: number }, script = 'true'): Plan => ({
  attempt: 1,
  instance: 'ins-test0001',
  task: `task-${changes.sequence}`,
  deliverBy: Number.MAX_SAFE_INTEGER,
  script: Buffer.from(script).toString('base64'),
  timeoutSeconds: 60,
  killGraceMs: 300,
  workingDirectory: '',
  userName: '',
  profile: 'plain',
  termination: 'processTree',
  output: 'merged',
  outputLimit: 24_576,
  ...changes,
})

/** Signs plans as a server does: one signature for the slice. */
export function signPlans(plans: readonly Plan[], privateKey: KeyObject): SignedPlan[] {
  const parts = plans.map(({ sequence, attempt, deliverBy, instance, task, ...work }) => ({
    head: { sequence, attempt, deliverBy, instance, task },
    work: Buffer.from(JSON.stringify(work)),
  }))
  const levels = growTree(parts.map(({ head, work }) => leafOf(head, hashOf(work))))
  const signature = sign(null, rootText(levels.at(-1)?.[0] ?? ''), privateKey).toString('latin1')
  return parts.map(({ head, work }, index) => ({
    head,
    work,
    proof: { index, count: plans.length, path: pathOf(levels, index), signature },
  }))
}
