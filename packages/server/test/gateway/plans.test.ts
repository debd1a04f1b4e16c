import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { type Assignment, sealSecrets } from '@muster/core'
import { hashOf, leafOf, nodeOf, rootText, type SignedPlan, sliceLimit } from '@muster/protocol/agent'
import { createPlanSigner } from '../../src/gateway/native/plans.ts'
import { readServerKey } from '../../src/keys/server-key.ts'
import { openWorld } from './world.ts'

const work: Assignment['work'] = {
  accountId: 1,
  commandId: 5,
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
function rootOf({ head, work: bytes, proof }: SignedPlan): string {
  let hash = leafOf(head, hashOf(bytes))
  let used = 0
  for (let place = proof.index, width = proof.count; width > 1; place >>= 1, width = (width + 1) >> 1) {
    if ((place ^ 1) >= width) continue
    const sibling = proof.path.slice(used, used + 32)
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
    region: 'local',
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
    assert.ok(verify(null, rootText(rootOf(plan)), key, Buffer.from(plan.proof.signature, 'latin1')))
  }
  assert.equal(new Set(plans.map((plan) => leafOf(plan.head, hashOf(plan.work)))).size, plans.length)
})

test('what the server fills in differs from host to host, and is harmless', async (t) => {
  const { deps } = await openWorld(t)
  const { privateKey } = generateKeyPairSync('ed25519')
  const sign = createPlanSigner({
    deps: () => deps,
    serverKey: readServerKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    instanceName: (id) => deps.nativeIds.formatInstance('managed', id),
    wholeOutputLimit: 1,
    linkToFile: () => '',
    region: 'local',
  })
  const scriptOf = (content: string, task: Partial<Assignment>, more: Partial<Assignment['work']> = {}) => {
    const shared = { ...work, content: Buffer.from(content), ...more }
    const plans = sign([1, 2].map((id) => ({ ...host(id), ...task, work: shared })))
    return plans.map((plan) => Buffer.from(JSON.parse(plan.work.toString()).script, 'base64').toString())
  }
  const host = (id: number) => ({ ...task(id), instanceName: `web-${id}` })
  const { ids } = deps
  assert.deepEqual(scriptOf('{{ACS::InstanceId}} {{ACS::InstanceName}} {{n}}', {}), [
    `mi-${ids.body('instance', 1001)} web-1 1`,
    `mi-${ids.body('instance', 1002)} web-2 1`,
  ])
  const of = (kind: 'invocation' | 'command', id: number) => ids.body(kind, id)
  assert.deepEqual(
    new Set(scriptOf('{{ACS::RegionId}} {{ACS::AccountId}} {{ACS::InvokeId}} {{ACS::CommandId}} {{ACS::Other}}', {})),
    new Set([`local 1 t-${of('invocation', 1)} c-${of('command', 5)} {{ACS::Other}}`]),
  )
  assert.deepEqual(
    scriptOf('{{ACS::InstanceName}}', { instanceName: 'a$(id)`id`;"\'é {{n}}\n' }),
    Array(2).fill('a__id__id____é___n___'),
  )
  assert.equal(scriptOf('{{ACS::RegionId}}', {}, { runtime: { region: 'cn-x; id' } })[0], 'cn-x__id')
  assert.equal(scriptOf('{{ACS::RegionId}}', {}, { parameters: undefined })[0], '{{ACS::RegionId}}')
})

test('plain values of the parameter store are not masked, secrets are', async (t) => {
  const { deps } = await openWorld(t)
  const { privateKey } = generateKeyPairSync('ed25519')
  const sign = createPlanSigner({
    deps: () => deps,
    serverKey: readServerKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    instanceName: (id) => deps.nativeIds.formatInstance('cvm', id),
    wholeOutputLimit: 1,
    linkToFile: () => '',
    region: 'local',
  })
  const sealedSecrets = sealSecrets(deps.vault, 1, {
    'oos:open': 'plain {{n}}',
    'oos-secret:pw': 's3cr3t',
    own: 'mine',
  })
  const content = Buffer.from('{{oos:open}} {{oos-secret:pw}} {{tat-hidden:own}}')
  const [plan] = sign([{ ...task(1), work: { ...work, content, sealedSecrets } }])
  const { script, masks } = JSON.parse(plan?.work.toString() ?? '')
  const clear = (text: string) => Buffer.from(text, 'base64').toString()
  assert.equal(clear(script), 'plain {{n}} s3cr3t mine')
  assert.deepEqual(masks.map(clear), ['s3cr3t', 'mine'])
})
