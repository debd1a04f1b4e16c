import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { type FormCall, signForm } from './support/sign.ts'
import { openWorld, startOfTime, type World } from './support/world.ts'

interface Case {
  readonly name: string
  readonly call?: Partial<FormCall>
  /** Signed with the usual ones; an empty text leaves one out, but for the region. */
  readonly parameters?: Readonly<Record<string, string>>
  readonly sentAfter?: number
  readonly error?: string
}

const file = new URL('../fixtures/signature-v1.json', import.meta.url)
const cases: readonly Case[] = JSON.parse(readFileSync(file, 'utf8'))

function usual({ keys, clock }: World, parameters: Readonly<Record<string, string>> = {}): FormCall {
  const all = {
    Action: 'DescribeCommands',
    Version: '2020-10-28',
    Region: 'ap-guangzhou',
    Timestamp: String(Math.floor(clock.now() / 1000)),
    Nonce: '11886',
    SecretId: keys.operator.key.id,
    ...parameters,
  }
  const given = Object.entries(all).filter(([name, value]) => value !== '' || name === 'Region')
  return {
    method: 'GET',
    host: '127.0.0.1:8470',
    path: '/',
    parameters: Object.fromEntries(given),
    secretKey: keys.operator.secret,
    algorithm: 'sha1',
  }
}

const responseOf = (answer: { readonly body: string }) => JSON.parse(answer.body).Response

test('signatures of version 1', async (t) => {
  const world = await openWorld(t)
  for (const { name, call, parameters, sentAfter = 0, error } of cases)
    await t.test(name, async () => {
      world.clock.set(startOfTime)
      const signed = signForm({ ...usual(world, parameters), ...call })
      world.clock.set(startOfTime + sentAfter * 1000)
      const answer = await world.dialects({ ...signed, peer: '127.0.0.1' })
      assert.equal(answer.status, 200)
      assert.equal(responseOf(answer).Error?.Code, error, answer.body)
    })
})

test('what is given twice was signed once, and is refused', async (t) => {
  const world = await openWorld(t)
  const signed = signForm({ ...usual(world, { Limit: '1' }) })
  const answer = await world.dialects({ ...signed, rawTarget: `${signed.rawTarget}&Limit=2`, peer: '' })
  assert.equal(responseOf(answer).Error?.Code, 'InvalidParameter')
})

test('a call of version 1 that writes does what it says, and errors are told in its language', async (t) => {
  const world = await openWorld(t)
  const write = {
    Action: 'CreateCommand',
    CommandName: 'old',
    Content: 'bHM=',
    Timeout: '7',
    'Tags.0.Key': 'a',
    'Tags.0.Value': '早',
  }
  const create = () =>
    world.dialects({ ...signForm({ ...usual(world, { ...write, Language: 'zh-CN' }), method: 'POST' }), peer: '' })
  const { CommandId } = responseOf(await create())
  const listed = responseOf(
    await world.dialects({ ...signForm(usual(world, { 'CommandIds.0': CommandId })), peer: '' }),
  )
  assert.deepEqual([listed.CommandSet[0].Timeout, listed.CommandSet[0].Tags], [7, [{ Key: 'a', Value: '早' }]])
  assert.match(responseOf(await create()).Error.Message, /^命令名称重复。/)
})
