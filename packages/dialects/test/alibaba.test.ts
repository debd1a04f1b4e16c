import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { meaningOf } from '../src/alibaba/errors.ts'
import type { RawAnswer } from '../src/index.ts'
import { acs3, rpc } from './support/call-alibaba.ts'
import type { Acs3Call, RpcCall } from './support/sign-alibaba.ts'
import { openWorld } from './support/world.ts'

interface WireCase {
  readonly name: string
  readonly v3?: Partial<Acs3Call>
  readonly v1?: Partial<RpcCall>
  readonly error?: string
}

const cases: readonly WireCase[] = JSON.parse(
  readFileSync(new URL('../fixtures/ecs-wire.json', import.meta.url), 'utf8'),
)
const codeOf = ({ body }: RawAnswer): string | undefined => JSON.parse(body).Code

test('the wire of ECS', async (t) => {
  for (const { name, v3, v1, error } of cases)
    await t.test(name, async (t) => {
      const world = await openWorld(t)
      const answer = await (v3
        ? acs3(world, 'operator', 'DescribeCommands', v3)
        : rpc(world, 'operator', 'DescribeCommands', v1))
      const body = JSON.parse(answer.body)
      assert.equal(body.Code, error, body.Message)
      assert.equal(answer.status, error === undefined ? 200 : meaningOf(error)[0])
      assert.equal(answer.headers['x-acs-request-id'], body.RequestId)
      assert.equal(body.RequestId, body.RequestId.toUpperCase())
      assert.deepEqual(world.reported, [])
      if (error === undefined) return assert.ok(Array.isArray(body.Commands.Command))
      assert.deepEqual(Object.keys(body), ['RequestId', 'HostId', 'Code', 'Message', 'Recommend'])
      assert.equal(body.HostId, '127.0.0.1:8470')
    })
})

test('what is not served answers by name', async (t) => {
  const world = await openWorld(t)
  for (const [asked, status, code] of [
    [acs3(world, 'operator', 'DescribeNothing'), 404, 'InvalidAction.NotFound'],
    [rpc(world, 'operator', 'DescribeNothing'), 404, 'InvalidAction.NotFound'],
    [acs3(world, 'operator', 'RunCommand', { version: '2013-01-01' }), 400, 'NoSuchVersion'],
    [rpc(world, 'operator', 'RunCommand', { parameters: { Version: '2013-01-01' } }), 400, 'NoSuchVersion'],
    [rpc(world, 'operator', ''), 400, 'MissingParameter'],
  ] as const) {
    const answer = await asked
    assert.deepEqual([answer.status, codeOf(answer)], [status, code])
  }
})

test('a nonce counts once for each key, as long as the time of its request could', async (t) => {
  const world = await openWorld(t)
  const ask = async (nonce: string, role: 'operator' | 'reader' = 'operator') =>
    codeOf(await acs3(world, role, 'DescribeCommands', { nonce, query: { RegionId: 'cn' } }))
  const askOld = async (SignatureNonce: string) =>
    codeOf(await rpc(world, 'operator', 'DescribeCommands', { parameters: { SignatureNonce, RegionId: 'cn' } }))
  assert.equal(await ask('one'), undefined)
  assert.equal(await ask('one'), 'SignatureNonceUsed')
  assert.equal(await askOld('one'), 'SignatureNonceUsed')
  assert.equal(await ask('one', 'reader'), undefined)
  assert.equal(await askOld('two'), undefined)
  world.clock.set(world.clock.now() + 29 * 60_000)
  assert.equal(await ask('two'), 'SignatureNonceUsed')
  world.clock.set(world.clock.now() + 61_000)
  assert.equal(await ask('two'), undefined)
})

test('the old signature covers no body of JSON, so that none counts', async (t) => {
  const world = await openWorld(t)
  const answer = await rpc(world, 'operator', 'DescribeCommands', {
    parameters: { RegionId: 'cn' },
    headers: ['Content-Type', 'application/json'],
    body: JSON.stringify({ PageSize: 'none' }),
  })
  assert.equal(codeOf(answer), undefined)
})

test('a request with a wrong signature uses no nonce', async (t) => {
  const world = await openWorld(t)
  const ask = async (secret?: string) =>
    codeOf(
      await acs3(world, 'operator', 'DescribeCommands', {
        nonce: 'mine',
        query: { RegionId: 'cn' },
        ...(secret && { secret }),
      }),
    )
  assert.equal(await ask('guess'), 'SignatureDoesNotMatch')
  assert.equal(await ask(), undefined)
})

test('what the old signature should have covered is told, so that SDKs know a wrong secret from a wrong text', async (t) => {
  const world = await openWorld(t)
  const parameters = { Name: 'a b', SignatureNonce: 'mine' }
  const ask = async (more: Readonly<Record<string, string>>): Promise<string> =>
    JSON.parse((await rpc(world, 'operator', 'DescribeCommands', { parameters: more, secret: 'guess' })).body).Message
  const [words, text] = (await ask(parameters)).split('server string to sign is:')
  assert.equal(words, 'Specified signature is not matched with our calculation. ')
  assert.match(
    text ?? '',
    /^GET&%2F&AccessKeyId%3D\w+%26Action%3DDescribeCommands%26.*%26Name%3Da%2520b%26SignatureMethod%3D/,
  )
  assert.doesNotMatch(await ask({ ...parameters, Name: 'a'.repeat(8192) }), /string to sign/)
})

test('the old signature is answered in XML unless the caller says other', async (t) => {
  const world = await openWorld(t)
  const Name = 'a<b>&"c'
  const command = { Name, Type: 'RunShellScript', CommandContent: 'dHJ1ZQ==', RegionId: 'cn' }
  await rpc(world, 'operator', 'CreateCommand', { parameters: { ...command, 'Tag.1.Key': 'a', 'Tag.1.Value': '' } })
  const ask = (Format: string, headers: readonly string[] = []) =>
    rpc(world, 'operator', 'DescribeCommands', { parameters: { RegionId: 'cn', Format }, headers })
  for (const json of [ask('json'), ask('JSON'), ask('', ['Accept', 'application/json'])]) {
    const answer = await json
    assert.equal(answer.headers['content-type'], 'application/json;charset=utf-8')
    assert.equal(JSON.parse(answer.body).Commands.Command[0].Name, Name)
  }
  for (const xml of [ask('XML'), ask('')]) {
    const answer = await xml
    assert.equal(answer.headers['content-type'], 'text/xml;charset=utf-8')
    assert.match(answer.body, /^<\?xml version="1.0" encoding="UTF-8"\?><DescribeCommandsResponse><RequestId>/)
    assert.match(answer.body, /<Commands><Command>.*<Name>a&lt;b&gt;&amp;&quot;c<\/Name>/)
    assert.match(answer.body, /<Tags><Tag><TagKey>a<\/TagKey><TagValue><\/TagValue><\/Tag><\/Tags>/)
    assert.match(answer.body, /<\/Command><\/Commands><\/DescribeCommandsResponse>$/)
  }
  const refused = await rpc(world, 'operator', 'DescribeNothing', { parameters: { Format: 'XML' } })
  assert.equal(refused.status, 404)
  assert.match(refused.body, /<Error><RequestId>.*<Code>InvalidAction.NotFound<\/Code><Message>/)
})

test('who is too fast is told when to come again', async (t) => {
  const world = await openWorld(t, { rateLimit: 1 })
  const ask = () => acs3(world, 'operator', 'DescribeCommands', { query: { RegionId: 'cn' } })
  await ask()
  const answer = await ask()
  assert.deepEqual([answer.status, codeOf(answer)], [400, 'Throttling.User'])
  assert.equal(answer.headers['x-acs-retry-after'], '1000')
})

test('the longest script fits into a query, and more is refused', async (t) => {
  const world = await openWorld(t)
  const command = { Name: 'a', Type: 'RunShellScript', ContentEncoding: 'PlainText', RegionId: 'cn' }
  const ask = (letters: number) =>
    acs3(world, 'operator', 'CreateCommand', { query: { ...command, CommandContent: '早'.repeat(letters) } })
  assert.equal(codeOf(await ask(6_144)), undefined)
  assert.equal(codeOf(await ask(6_145)), 'CmdContent.ExceedLimit')
  const answer = await ask(13_000)
  assert.deepEqual([answer.status, codeOf(answer)], [413, 'RequestEntityTooLarge'])
})

test('regions: any by default, those of the list when it is strict', async (t) => {
  const query = { RegionId: 'moon-1' }
  assert.equal(codeOf(await acs3(await openWorld(t), 'operator', 'DescribeCommands', { query })), undefined)
  const strict = await openWorld(t, { regions: ['cn-hangzhou'] })
  const inBody = { body: JSON.stringify(query), contentType: 'application/json' }
  for (const more of [{ query }, inBody]) {
    const answer = await acs3(strict, 'operator', 'DescribeCommands', more)
    assert.deepEqual([answer.status, codeOf(answer)], [404, 'InvalidRegionId.NotFound'])
  }
  const listed = JSON.parse((await acs3(strict, 'operator', 'DescribeRegions')).body).Regions.Region
  const named = { RegionId: 'cn-hangzhou', LocalName: 'cn-hangzhou', Status: 'available' }
  assert.deepEqual(listed, [{ ...named, RegionEndpoint: '127.0.0.1:8470' }])
})

test('of two calls at once with one token the second is told to come again', async (t) => {
  const world = await openWorld(t)
  const command = { Name: 'a', Type: 'RunShellScript', CommandContent: 'dHJ1ZQ==', RegionId: 'cn', ClientToken: 't' }
  const ask = (more: object = {}) => acs3(world, 'operator', 'CreateCommand', { query: { ...command, ...more } })
  const [first, second] = await Promise.all([ask(), ask()])
  assert.deepEqual([codeOf(first), codeOf(second)], [undefined, 'IdempotentProcessing'])
  const { CommandId } = JSON.parse(first.body)
  assert.equal(JSON.parse((await ask()).body).CommandId, CommandId)
  assert.equal(codeOf(await ask({ Name: 'b' })), 'IdempotentParameterMismatch')
  const { total } = await world.deps.store.listCommands(1, { createdBy: ['user'] }, { offset: 0, limit: 10 })
  assert.equal(total, 1)
  world.clock.set(world.clock.now() + 24 * 3_600_000)
  assert.notEqual(JSON.parse((await ask({ Name: 'b' })).body).CommandId, CommandId)
})

test('what nobody foresaw is an internal error with the request id, and is reported', async (t) => {
  const world = await openWorld(t, { deps: () => ({}) as never })
  const answer = await acs3(world, 'operator', 'DescribeCommands', { query: { RegionId: 'cn' } })
  assert.deepEqual([answer.status, codeOf(answer)], [500, 'InternalError'])
  assert.match(JSON.parse(answer.body).Message, /00000000-0000-4000-8000/)
  assert.equal(world.reported.length, 1)
})
