import assert from 'node:assert/strict'
import test from 'node:test'
import { ecs } from '../../src/alibaba/products.ts'
import { products } from '../../src/tencent/products.ts'
import { acs3, flatten } from '../support/call-alibaba.ts'
import { call } from '../support/world.ts'
import { ecsCases } from './cases-ecs.ts'
import { tatCases } from './cases-tat.ts'
import { openTwoAccounts } from './two-accounts.ts'
import { type Ask, type Cases, walk } from './walk.ts'

const askTencent: Ask = async (world, action, params) =>
  (await call(world, 'administrator', action, { body: JSON.stringify(params) })).body

/** Ids in the words of this dialect, there and back. */
const ecsPrefixes = { ins: 'i', rins: 'mi', cmd: 'c', inv: 't', term: 's' } as const
const toEcs = (text: string) =>
  text.replace(
    /\b(ins|rins|cmd|inv|term)-(?=[0-9a-z]{8}\b)/g,
    (_, prefix: keyof typeof ecsPrefixes) => `${ecsPrefixes[prefix]}-`,
  )
const nativePrefixes = Object.fromEntries(Object.entries(ecsPrefixes).map(([ours, theirs]) => [theirs, ours]))
const fromEcs = (text: string) =>
  text
    .replace(/\b(i|mi|c|t|s)-(?=[0-9a-z]{8}\b)/g, (_, prefix: string) => `${nativePrefixes[prefix]}-`)
    .replace(/\b[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\b/g, (uuid) => uuid.toLowerCase())

const askAlibaba: Ask = async (world, action, params) => {
  const query = flatten({ RegionId: 'cn-hangzhou', ...JSON.parse(toEcs(JSON.stringify(params))) })
  return fromEcs((await acs3(world, 'administrator', action, { query })).body)
}

const doors: Readonly<Record<string, { readonly cases: Cases; readonly ask: Ask }>> = {
  tat: { cases: tatCases, ask: askTencent },
  bh: { cases: {}, ask: askTencent },
  cvm: { cases: {}, ask: askTencent },
  ecs: { cases: ecsCases, ask: askAlibaba },
}
const chapters = [...products, ecs]

test('every product is walked with two accounts', () => {
  assert.deepEqual(Object.keys(doors).sort(), chapters.map(({ name }) => name).sort())
})

for (const { name, built } of chapters) {
  const door = doors[name]
  if (door) walk({ ...door, name, actions: built.map((action) => action.name) })
}

test('a token under which one account has acted is unknown to another', async (t) => {
  const { owner, stranger, theirs, mine } = await openTwoAccounts(t)
  const script = { Type: 'RunShellScript', CommandContent: Buffer.from('true').toString('base64'), ClientToken: 'once' }
  const first = JSON.parse(await askAlibaba(owner, 'RunCommand', { ...script, InstanceId: [theirs.cvm] }))
  const other = JSON.parse(await askAlibaba(stranger, 'RunCommand', { ...script, InstanceId: [mine.cvm] }))
  assert.ok(first.InvokeId && other.InvokeId)
  assert.notEqual(first.InvokeId, other.InvokeId)
})

test('what one account holds does not count against the quotas of another', async (t) => {
  const { owner, stranger } = await openTwoAccounts(t)
  const ResourceNames = ['COMMAND', 'REGISTER_CODE']
  const quotas = async () => JSON.parse(await askTencent(stranger, 'DescribeQuotas', { ResourceNames })).Response
  const usedNow = async () => (await quotas()).GeneralResourceQuotaSet
  const before = await usedNow()
  assert.equal(before.length, 2)
  await askTencent(owner, 'CreateRegisterCode', {})
  await askTencent(owner, 'CreateCommand', { CommandName: 'more', Content: 'dHJ1ZQ==' })
  assert.deepEqual(await usedNow(), before)
})
