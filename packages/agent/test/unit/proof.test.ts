import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SignedPlan } from '@muster/protocol/agent'
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

/** Each of them must be refused, before and after the slice's own plans were seen. */
function forgeries([first, second]: readonly SignedPlan[], stranger: SignedPlan): readonly SignedPlan[] {
  assert.ok(first && second)
  const { head, proof } = first
  return [
    { ...first, head: { ...head, attempt: 2 } },
    { ...first, head: { ...head, sequence: 99 } },
    { ...first, head: { ...head, instance: 'ins-other' } },
    { ...first, head: second.head },
    { ...first, work: Buffer.from(String(first.work).replace('60', '61')) },
    { ...first, proof: { ...proof, index: 1 } },
    { ...first, proof: { ...proof, index: 7 } },
    { ...first, proof: { ...proof, count: 1 } },
    { ...first, proof: { ...proof, count: 65_535 } },
    { ...first, proof: { ...proof, signature: stranger.proof.signature } },
    { ...first, proof: { ...proof, signature: Buffer.alloc(0) } },
    stranger,
  ]
}

test('nothing about a plan can be changed, even after its slice is known', () => {
  const { check, slice } = makeSlice(7)
  const [stranger] = makeSlice(1).slice
  assert.ok(stranger)
  const refused = (forged: SignedPlan) => {
    const checked = check(forged)
    assert.equal(checked.kind === 'refused' && checked.code, 'signature')
  }
  const [first, second] = slice
  assert.ok(first && second)
  // Once the slice is known a path proves nothing more; before, it must lead to the root.
  refused({ ...first, proof: { ...first.proof, path: second.proof.path } })
  refused({ ...first, proof: { ...first.proof, path: first.proof.path.subarray(32) } })
  refused({ ...first, proof: { ...first.proof, path: Buffer.concat([first.proof.path, Buffer.alloc(32)]) } })
  for (const forged of forgeries(slice, stranger)) refused(forged)
  for (const signed of slice) assert.equal(check(signed).kind, 'plan')
  for (const forged of forgeries(slice, stranger)) refused(forged)
})

test('a plan that is no plan is refused as invalid, though it is signed', () => {
  const { check, keys } = makeSlice(1)
  const [signed] = signPlans([{ ...makePlan({ sequence: 1 }), timeoutSeconds: 0 }], keys.privateKey)
  assert.ok(signed)
  const checked = check(signed)
  assert.equal(checked.kind === 'refused' && checked.code, 'invalid')
})
