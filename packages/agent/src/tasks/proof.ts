import { Plan, rootOf, rootText, type SignedPlan } from '@muster/protocol/agent'
import { isSigned } from '../identity/keys.ts'
import type { Key } from './spec.ts'

export type Checked =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | {
      readonly kind: 'refused'
      readonly key: Key | undefined
      readonly code: 'signature' | 'invalid'
      readonly reason: string
    }

const rememberedRoots = 1024
/** Of the whole process: in a swarm of 10,000, a check of each agent's own took half of the time of a fan-out. */
const good = new Set<string>()

function isProven(serverKey: string, { plan, index, path, signature }: SignedPlan): boolean {
  const root = rootOf(plan, index, path)
  const name = `${serverKey} ${Buffer.from(root).toString('base64')} ${signature}`
  if (good.has(name)) return true
  if (!isSigned(serverKey, rootText(root), signature)) return false
  const [oldest] = good
  if (good.size >= rememberedRoots && oldest !== undefined) good.delete(oldest)
  good.add(name)
  return true
}

/** Checks deliveries for one server key. A slice's root is verified once (103 µs), its other plans cost hashes only. */
export function createProofChecker(serverKey: string, instance: string): (signed: SignedPlan) => Checked {
  return (signed) => {
    const parsed = readPlan(signed.plan)
    const key = parsed && { sequence: parsed.sequence, attempt: parsed.attempt }
    const refuse = (code: 'signature' | 'invalid', reason: string): Checked => ({ kind: 'refused', key, code, reason })
    if (!isProven(serverKey, signed))
      return refuse('signature', 'the signature of the plan is not good for the key of this server')
    if (!parsed) return refuse('invalid', 'the plan cannot be read; the agent may be older than the server')
    if (parsed.instance !== instance) return refuse('signature', `the plan is for ${parsed.instance}, not this host`)
    const problem = findProblem(parsed)
    return problem ? refuse('invalid', problem) : { kind: 'plan', plan: parsed }
  }
}

function readPlan(text: string): Plan | undefined {
  try {
    return Plan.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function findProblem(plan: Plan): string | undefined {
  if (plan.sequence < 1 || plan.attempt < 0) return 'the number of the task is not positive'
  if (plan.timeoutSeconds < 1) return 'the timeout is shorter than a second'
  if (plan.outputLimit < 0 || plan.killGraceMs < 0) return 'a limit is negative'
  if (plan.workingDirectory.includes('\0')) return 'the working directory holds a NUL character'
  if (!/^[^\0:/\n-][^\0:/\n]*$|^$/.test(plan.userName)) return 'the user name holds a character that none may hold'
  return undefined
}
