import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import type { Assignment } from '@muster/core'
import { hashOf, leafOf, nodeOf, rootText, type SignedPlan, sliceLimit } from '@muster/protocol/agent'
import { createPlanSigner } from '../../src/gateway/native/plans.ts'
import { readServerKey } from '../../src/keys/server-key.ts'
import { openWorld } from './world.ts'

const work: Assignment['work'] = {
  accountId: 1,
  ...{ type: 'shell', content: Buffer.from('echo {{n}}'), timeoutSeconds: 60, workingDirectory: '', userName: '' },
  ...{
    profile: 'plain',
    termination: 'processTree',
    output: 'merged',
    repeat: undefined,
    delivery: { bucketUrl: '', keyPrefix: '' },
  },
  ...{ parameters: { n: '1' }, sealedSecrets: undefined },
}
const task = (taskId: number): Assignment => ({
  ...{ taskId, attempt: 1, instanceId: 1000 + taskId, invocationId: 1, state: 'delivering' },
  ...{ startBy: Number.MAX_SAFE_INTEGER, work },
})

/** The root to which a plan and its path lead. */
function rootOf({ head, work: bytes, proof }: SignedPlan): Buffer {
  let hash = leafOf(head, hashOf(bytes))
  let used = 0
  for (let place = proof.index, width = proof.count; width > 1; place >>= 1, width = (width + 1) >> 1) {
    if ((place ^ 1) >= width) continue
    const sibling = proof.path.subarray(used, used + 32)
    used += 32
    hash = place % 2 === 0 ? nodeOf(hash, sibling) : nodeOf(sibling, hash)
  }
  assert.equal(used, proof.path.length)
  return hash
}

test('every plan has a path to a root that the server signed, one signature for at most 256 plans', async (t) => {
  const { deps } = await openWorld(t)
  const { privateKey } = generateKeyPairSync('ed25519')
  const serverKey = readServerKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  const sign = createPlanSigner({
    deps: () => deps,
    serverKey,
    instanceName: (id) => deps.nativeIds.formatInstance('cvm', id),
    wholeOutputLimit: 1_048_576,
    linkToFile: () => '',
  })
  const tasks = Array.from({ length: 2 * sliceLimit + 1 }, (_, index) => task(index + 1))
  const plans = sign(tasks)
  const signatures = Map.groupBy(plans, ({ proof }) => Buffer.from(proof.signature).toString('hex'))
  assert.deepEqual(
    [...signatures.values()].map((slice) => slice.length),
    [sliceLimit, sliceLimit, 1],
  )
  const key = createPublicKey({ key: Buffer.from(serverKey.publicKey, 'base64'), format: 'der', type: 'spki' })
  for (const [index, plan] of plans.entries()) {
    assert.equal(plan.head.sequence, index + 1)
    assert.equal(plan.head.instance, deps.nativeIds.formatInstance('cvm', 1001 + index))
    assert.ok(verify(null, rootText(rootOf(plan)), key, plan.proof.signature))
  }
  assert.equal(new Set(plans.map((plan) => leafOf(plan.head, hashOf(plan.work)).toString('hex'))).size, plans.length)
})
