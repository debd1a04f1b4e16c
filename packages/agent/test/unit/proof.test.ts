import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeys } from '../../src/identity/keys.ts'
import { createProofChecker } from '../../src/tasks/proof.ts'
import { makePlan, signPlans } from '../support/plans.ts'

const keys = generateKeys()
const check = createProofChecker(keys.publicKey, 'ins-test0001')
const slice = signPlans(
  Array.from({ length: 7 }, (_, index) => makePlan({ sequence: index + 1 })),
  keys.privateKey,
)

test('every plan of a slice is good in its place', () => {
  for (const signed of slice) assert.equal(check(signed).kind, 'plan')
})

test('nothing about a proof can be changed, even after its root is known', () => {
  const [first, second] = slice
  assert.ok(first && second)
  const { privateKey } = generateKeys()
  const [stranger] = signPlans([makePlan({ sequence: 1 })], privateKey)
  assert.ok(stranger)
  for (const changed of [
    { ...first, index: 1 },
    { ...first, path: second.path },
    { ...first, path: first.path.slice(1) },
    { ...first, plan: second.plan },
    { ...first, plan: first.plan.replace('"attempt":1', '"attempt":2') },
    { ...first, signature: stranger.signature },
    { ...first, signature: '' },
    stranger,
  ]) {
    const checked = check(changed)
    assert.equal(checked.kind === 'refused' && checked.code, 'signature')
  }
})

test('a plan that is no plan is refused as invalid, though it is signed', () => {
  const [signed] = signPlans([{ ...makePlan({ sequence: 1 }), timeoutSeconds: 0 }], keys.privateKey)
  assert.ok(signed)
  const checked = check(signed)
  assert.equal(checked.kind === 'refused' && checked.code, 'invalid')
})
