import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashOf, leafOf } from '@muster/protocol/agent'
import { generateKeys } from '../../src/identity/keys.ts'
import { createAside, createProofChecker } from '../../src/tasks/proof.ts'
import { createSlices } from '../../src/tasks/slices.ts'
import { makePlan, signPlans } from '../support/plans.ts'

test('a signature is looked at once for a slice, aside, and never again at the check', async () => {
  const asked: string[] = []
  const slices = createSlices({
    isSigned: () => assert.fail('it was to be known'),
    isSignedAside: async (root) => asked.push(root) > 0,
  })
  const plans = [1, 2, 3].map((sequence) => makePlan({ sequence }))
  for (const { head, work, proof } of signPlans(plans, generateKeys().privateKey)) {
    const leaf = leafOf(head, hashOf(work))
    await slices.proveAside(leaf, proof)
    assert.equal(slices.proves(leaf, proof), true)
  }
  assert.equal(asked.length, 1)
})

test('what is signed by another is refused, though it was looked at aside', async () => {
  const [ours, stranger] = [generateKeys(), generateKeys()]
  const delivery = signPlans([makePlan({ sequence: 1 })], stranger.privateKey)
  await createAside(ours.publicKey)(delivery)
  const check = createProofChecker(ours.publicKey, 'ins-test0001')
  assert.deepEqual(
    delivery.map((signed) => check(signed).kind),
    ['refused'],
  )
})
