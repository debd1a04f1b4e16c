import { type KeyObject, sign } from 'node:crypto'
import { buildSlice, Plan, rootText, type SignedPlan } from '@muster/protocol/agent'

export const makePlan = (changes: Partial<Plan> & { readonly sequence: number }, script = 'true'): Plan => ({
  attempt: 1,
  instance: 'ins-test0001',
  task: `task-${changes.sequence}`,
  deliverBy: 0,
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
  const texts = plans.map((plan) => JSON.stringify(Plan.parse(plan)))
  const { root, paths } = buildSlice(texts)
  const signature = sign(null, rootText(root), privateKey).toString('base64')
  return texts.map((plan, index) => ({ plan, index, path: [...(paths[index] ?? [])], signature }))
}
