import { hashOf, leafOf, type Plan, rootText, type SignedPlan, Work } from '@muster/protocol/agent'
import { verifierOf } from '../identity/keys.ts'
import { nextTurn } from '../turn.ts'
import { createSlices, type Slices } from './slices.ts'
import type { Key } from './spec.ts'

export type Checked =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | {
      readonly kind: 'refused'
      readonly key: Key
      readonly code: 'signature' | 'invalid'
      readonly reason: string
    }

interface ReadWork {
  readonly bytes: Uint8Array
  readonly hash: string
  /** Or what is wrong with it. */
  readonly work: () => Work | string
}

interface Shared {
  readonly slices: Slices
  last: ReadWork | undefined
}

/** Of the whole process, by server key: in a swarm of 10,000 a check of each agent's own took half of a fan-out. */
const shared = new Map<string, Shared>()

function sharedOf(serverKey: string): Shared {
  const known = shared.get(serverKey)
  if (known) return known
  const { isGood, isGoodAside } = verifierOf(serverKey)
  const made: Shared = {
    slices: createSlices({
      isSigned: (root, signature) => isGood(rootText(root), Buffer.from(signature, 'latin1')),
      isSignedAside: (root, signature) => isGoodAside(rootText(root), Buffer.from(signature, 'latin1')),
    }),
    last: undefined,
  }
  shared.set(serverKey, made)
  return made
}

/** Checks deliveries for one server key. */
export function createProofChecker(serverKey: string, instance: string): (signed: SignedPlan) => Checked {
  const known = sharedOf(serverKey)
  return ({ head, work: bytes, proof }) => {
    const { sequence, attempt, deliverBy, task } = head
    const { hash, work: read } = readWork(known, bytes)
    const refuse = (code: 'signature' | 'invalid', reason: string): Checked => {
      return { kind: 'refused', key: { sequence, attempt }, code, reason }
    }
    if (!known.slices.proves(leafOf(head, hash), proof))
      return refuse('signature', 'the signature of the plan is not good for the key of this server')
    if (head.instance !== instance) return refuse('signature', `the plan is for ${head.instance}, not this host`)
    const work = read()
    if (typeof work === 'string') return refuse('invalid', work)
    if (sequence < 1 || attempt < 0) return refuse('invalid', 'the number of the task is not positive')
    // The copy goes first, and the head by its names: two copies in a row are ten times slower.
    return { kind: 'plan', plan: { ...work, sequence, attempt, deliverBy, instance, task } }
  }
}

/** Has the signatures of a delivery looked at aside of the event loop, so that the check finds them known. */
export function createAside(serverKey: string): (delivery: readonly SignedPlan[]) => Promise<void> {
  const known = sharedOf(serverKey)
  return async (delivery) => {
    let last = ''
    for (const { head, work, proof } of delivery) {
      // The rest of a slice is proven by its first plan.
      if (proof.signature === last) continue
      last = proof.signature
      const { hash, work: read } = readWork(known, work)
      await nextTurn()
      read()
      await known.slices.proveAside(leafOf(head, hash), proof)
      await nextTurn()
    }
  }
}

/** The tasks of one invocation come one after the other, with the same work. */
function readWork(known: Shared, bytes: Uint8Array): ReadWork {
  if (known.last && Buffer.compare(known.last.bytes, bytes) === 0) return known.last
  const own = Buffer.from(bytes)
  let work: Work | string | undefined
  const read = () => {
    work ??= parseWork(own)
    return work
  }
  known.last = { bytes: own, hash: hashOf(own), work: read }
  return known.last
}

function parseWork(bytes: Uint8Array): Work | string {
  try {
    const work = Work.parse(JSON.parse(Buffer.from(bytes).toString()))
    return findProblem(work) ?? work
  } catch {
    return 'the plan cannot be read; the agent may be older than the server'
  }
}

function findProblem({ timeoutSeconds, outputLimit, killGraceMs, ...work }: Work): string | undefined {
  if (timeoutSeconds < 1) return 'the timeout is shorter than a second'
  if (outputLimit < 0 || killGraceMs < 0) return 'a limit is negative'
  if (work.masks?.some((secret) => Buffer.from(secret, 'base64').length < 4))
    return 'a secret is too short to be masked'
  if (work.workingDirectory.includes('\0')) return 'the working directory holds a NUL character'
  if (!/^[^\0:/\n-][^\0:/\n]*$|^$/.test(work.userName)) return 'the user name holds a character that none may hold'
  return undefined
}
