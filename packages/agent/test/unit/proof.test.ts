import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedFor, type SignedPlan } from '@muster/protocol/agent'
import { generateKeys } from '../../src/identity/keys.ts'
import { createProofChecker } from '../../src/tasks/proof.ts'
import { makePlan, signPlans } from '../support/plans.ts'

const makeSlice = (count: number) => {
  const keys = generateKeys()
  const plans = Array.from({ length: count }, (_, index) => makePlan({ sequence: index + 1 }))
  return { check: createProofChecker(keys.publicKey, 'ins-test0001'), keys, slice: signPlans(plans, keys.privateKey) }
}

test('every plan of a slice is good in its place, in whatever order they come', () => {
  for (const count of [1, 2, 7, 256]) {
    const { check, slice } = makeSlice(count)
    for (const signed of slice.toReversed()) assert.equal(check(signed).kind, 'plan')
    for (const signed of slice) assert.equal(check(signed).kind, 'plan')
  }
})

interface Slices {
  readonly slice: readonly SignedPlan[]
  /** Another one of the same server. */
  readonly next: readonly SignedPlan[]
  /** One of another server, for the same host. */
  readonly stranger: readonly SignedPlan[]
}

/** Each of them must be refused, before and after the slice's own plans were seen. */
function forgeries({ slice, next, stranger }: Slices): Readonly<Record<string, SignedPlan>> {
  const [first, second] = slice
  const [later] = next
  const [strange] = stranger
  assert.ok(first && second && later && strange)
  const { head, proof } = first
  return {
    'another attempt': { ...first, head: { ...head, attempt: 2 } },
    'another sequence': { ...first, head: { ...head, sequence: 99 } },
    'another instance': { ...first, head: { ...head, instance: 'ins-other' } },
    'another deadline': { ...first, head: { ...head, deliverBy: 1 } },
    'no deadline': { ...first, head: { ...head, deliverBy: askedFor } },
    'another task': { ...first, head: { ...head, task: 'task-2' } },
    'the head of another plan': { ...first, head: second.head },
    'other bytes': { ...first, work: Buffer.from(String(first.work).replace('60', '61')) },
    'more bytes': { ...first, work: Buffer.concat([first.work, Buffer.from(' ')]) },
    'the place of another plan': { ...first, proof: { ...proof, index: 1 } },
    'a place beyond the slice': { ...first, proof: { ...proof, index: 7 } },
    'a smaller slice': { ...first, proof: { ...proof, count: 1 } },
    'a slice beyond the limit': { ...first, proof: { ...proof, count: 65_535 } },
    'the signature of another slice': { ...first, proof: { ...proof, signature: later.proof.signature } },
    'the proof of another slice': { ...first, proof: later.proof },
    'the signature of another server': { ...first, proof: { ...proof, signature: strange.proof.signature } },
    'no signature': { ...first, proof: { ...proof, signature: '' } },
    'a plan of another server': strange,
  }
}

/** Once the slice is known a path proves nothing more; before, it must lead to the root. */
function wrongPaths([first, second]: readonly SignedPlan[]): Readonly<Record<string, SignedPlan>> {
  assert.ok(first && second)
  const { path } = first.proof
  const withPath = (changed: string) => ({ ...first, proof: { ...first.proof, path: changed } })
  const turned = String.fromCharCode(path.charCodeAt(0) ^ 1) + path.slice(1)
  return {
    'the path of another plan': withPath(second.proof.path),
    'a path with one bit turned': withPath(turned),
    'a path too short': withPath(path.slice(32)),
    'a path too long': withPath(path + '\0'.repeat(32)),
    'a path that lacks its last byte': withPath(path.slice(0, -1)),
    'no path': withPath(''),
  }
}

test('nothing about a plan can be changed, even after its slice is known', () => {
  const { check, keys, slice } = makeSlice(7)
  const next = signPlans(
    Array.from({ length: 7 }, (_, index) => makePlan({ sequence: index + 8 })),
    keys.privateKey,
  )
  const stranger = makeSlice(1).slice
  const refused = (forged: Readonly<Record<string, SignedPlan>>) => {
    for (const [about, signed] of Object.entries(forged)) {
      const checked = check(signed)
      assert.equal(checked.kind === 'refused' && checked.code, 'signature', about)
    }
  }
  refused(wrongPaths(slice))
  refused(forgeries({ slice, next, stranger }))
  for (const signed of [...slice, ...next]) assert.equal(check(signed).kind, 'plan')
  refused(forgeries({ slice, next, stranger }))
})

test('a plan of this server for another host is refused, though its proof is good', () => {
  const { keys, slice } = makeSlice(2)
  const other = createProofChecker(keys.publicKey, 'ins-other')
  const own = createProofChecker(keys.publicKey, 'ins-test0001')
  for (const signed of slice) {
    assert.equal(own(signed).kind, 'plan')
    const checked = other(signed)
    assert.equal(checked.kind === 'refused' && checked.code, 'signature')
    assert.match(checked.kind === 'refused' ? checked.reason : '', /is for ins-test0001, not this host/)
  }
})

test('a plan that is no plan is refused as invalid, though it is signed', () => {
  const { check, keys } = makeSlice(1)
  const [signed] = signPlans([{ ...makePlan({ sequence: 1 }), timeoutSeconds: 0 }], keys.privateKey)
  assert.ok(signed)
  const checked = check(signed)
  assert.equal(checked.kind === 'refused' && checked.code, 'invalid')
})
