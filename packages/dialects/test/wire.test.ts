import assert from 'node:assert/strict'
import test from 'node:test'
import { bhActions } from '../src/catalog/bh.ts'
import { tatActions } from '../src/catalog/tat.ts'
import { bodyLimit, parseHead } from '../src/index.ts'
import { inChinese } from '../src/tencent/chinese.ts'
import { products } from '../src/tencent/products.ts'
import { call, openWorld, type World } from './support/world.ts'

const responseOf = (answer: { readonly body: string }) => JSON.parse(answer.body).Response
const codeOf = (answer: { readonly body: string }) => responseOf(answer).Error?.Code

test('routing errors have their documented codes', async (t) => {
  const world = await openWorld(t)
  const ask = async (action: string, version: string, more = {}) =>
    codeOf(await call(world, 'operator', action, { version, ...more }))
  assert.equal(await ask('DescribeNothing', '2020-10-28'), 'InvalidAction')
  assert.equal(await ask('describecommands', '2020-10-28'), 'InvalidAction')
  assert.equal(await ask('RunInstances', '2017-03-12'), 'InvalidAction')
  assert.equal(await ask('DescribeCommands', '2019-01-01'), 'NoSuchVersion')
  assert.equal(await ask('', '2020-10-28'), 'MissingParameter')
  assert.equal(await ask('DescribeCommands', ''), 'MissingParameter')
  assert.equal(await ask('DescribeCommands', '2020-10-28', { method: 'PUT' }), 'UnsupportedProtocol')
})

test('a known action that is not built answers by name, but only to those who have a key', async (t) => {
  const world = await openWorld(t)
  for (const [action, version] of [
    ['CreateOperationTask', '2023-04-18'],
    ['DescribeTaskInfo', '2017-03-12'],
  ] as const) {
    const { Error: error } = responseOf(await call(world, 'operator', action, { version }))
    assert.equal(error.Code, 'UnsupportedOperation.ActionNotBuilt')
    assert.match(error.Message, new RegExp(action))
    assert.equal(
      codeOf(await call(world, 'operator', action, { version, secretKey: 'guess' })),
      'AuthFailure.SignatureFailure',
    )
  }
  assert.equal(tatActions.length, 29)
  assert.ok(bhActions.length > 0)
})

test('a missing timestamp is missing, one that is no number is of a wrong type', async (t) => {
  const world = await openWorld(t)
  const send = async (value: string | undefined) => {
    const rawHeaders = [
      ['X-TC-Action', 'DescribeCommands'],
      ['X-TC-Version', '2020-10-28'],
      ...(value === undefined ? [] : [['X-TC-Timestamp', value]]),
      [
        'Authorization',
        `TC3-HMAC-SHA256 Credential=a/2026-11-22/tat/tc3_request, SignedHeaders=content-type;host, Signature=${'0'.repeat(64)}`,
      ],
    ].flat()
    return codeOf(
      await world.dialects({ method: 'POST', rawTarget: '/', rawHeaders, body: Buffer.from('{}'), peer: '' }),
    )
  }
  assert.equal(await send(undefined), 'MissingParameter')
  assert.equal(await send('yesterday'), 'InvalidParameter')
})

test('who asks for Chinese reads what a code means, and then the details', async (t) => {
  const world = await openWorld(t)
  const message = async (language: string, body = '{"CommandIds":["x"]}') => {
    const extraHeaders = [['X-TC-Language', language]] as const
    return responseOf(await call(world, 'operator', 'DescribeCommands', { body, extraHeaders })).Error.Message
  }
  const english = await message('en-US')
  assert.match(english, /^CommandIds\.0 is not the id of a command/)
  assert.equal(await message('zh-CN'), `CommandId 无效。${english}`)
  assert.equal(await message('fr-FR'), english)
  assert.match(await message('zh-CN', '[]'), /^参数错误。/)
})

test('every code that an action built here documents has its Chinese', () => {
  // Codes that no case can answer need no words.
  const never =
    /MFA|InvalidToken|RoleNotFound|AssumeRole|NeedApproval|CosBucket|CVMError|Lighthouse|TagOperation|NotRunning|\.(ID|InconsistentID)$/
  const codes = new Set([...products.flatMap(({ built }) => built.flatMap(({ errors }) => errors))])
  assert.deepEqual(
    [...codes].filter((code) => !never.test(code) && inChinese(code, '') === ''),
    [],
  )
})

const part = (name: string, value: string) =>
  `--b0\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`

test('a multipart body is read, lists as parts of their own or as JSON', async (t) => {
  const world = await openWorld(t)
  const contentType = 'multipart/form-data; boundary=b0'
  const ask = async (action: string, body: string) =>
    responseOf(await call(world, 'operator', action, { contentType, body }))
  const made = await ask(
    'CreateCommand',
    `${part('CommandName', '名')}${part('Content', 'MQ==')}${part('Timeout', '90')}${part('Tags.0.Key', 'a')}${part('Tags.0.Value', 'b\r\nc')}--b0--\r\n`,
  )
  const { CommandSet } = await ask('DescribeCommands', `${part('CommandIds', JSON.stringify([made.CommandId]))}--b0--`)
  assert.deepEqual(
    [CommandSet[0].CommandName, CommandSet[0].Timeout, CommandSet[0].Tags],
    ['名', 90, [{ Key: 'a', Value: 'b\r\nc' }]],
  )
  assert.equal((await ask('DescribeCommands', '--b0--')).TotalCount, 2)
  for (const broken of ['', part('Limit', '1'), '--b0\r\n\r\n1\r\n--b0--', `${part('CommandIds', '[')}--b0--`])
    assert.equal((await ask('DescribeCommands', broken)).Error.Code, 'InvalidParameter', broken)
})

test('too large a request is refused before it is checked', async (t) => {
  const world = await openWorld(t)
  const long = await call(world, 'operator', 'DescribeCommands', { method: 'GET', target: `/?a=${'b'.repeat(32_768)}` })
  assert.equal(codeOf(long), 'RequestSizeLimitExceeded')
  const body = ' '.repeat(1024 * 1024 + 1)
  assert.equal(codeOf(await call(world, 'operator', 'DescribeCommands', { body })), 'RequestSizeLimitExceeded')
  const extraHeaders = [['Content-Length', '10485761']] as const
  assert.equal(codeOf(await call(world, 'operator', 'DescribeCommands', { extraHeaders })), 'RequestSizeLimitExceeded')
  const unread = { method: 'POST', rawTarget: '/', rawHeaders: [], body: undefined, peer: '' }
  assert.equal(codeOf(await world.dialects(unread)), 'RequestSizeLimitExceeded')
  assert.equal(bodyLimit(parseHead(unread)), 1024 * 1024)
})

test('deep nesting costs nothing', async (t) => {
  const world = await openWorld(t)
  const body = `{"CommandIds":${'['.repeat(400_000)}${']'.repeat(400_000)}}`
  assert.equal(codeOf(await call(world, 'operator', 'DescribeCommands', { body })), 'InvalidParameter')
  assert.deepEqual(world.reported, [])
})

test('regions: any by default, those of the list when it is strict', async (t) => {
  const open = await openWorld(t)
  const strict = await openWorld(t, { regions: ['a', 'b'] })
  const from = (region: string) => ({ extraHeaders: [['X-TC-Region', region]] as const })
  assert.equal(codeOf(await call(open, 'operator', 'DescribeCommands', from('ap-anywhere'))), undefined)
  assert.equal(codeOf(await call(strict, 'operator', 'DescribeCommands', from('b'))), undefined)
  assert.equal(codeOf(await call(strict, 'operator', 'DescribeCommands', from('c'))), 'UnsupportedRegion')
  assert.equal(codeOf(await call(strict, 'operator', 'DescribeCommands')), undefined)
  const listed = async (world: World, region: string) =>
    responseOf(await call(world, 'operator', 'DescribeRegions', from(region))).RegionSet.map(
      (each: { readonly Region: string }) => each.Region,
    )
  assert.deepEqual(await listed(strict, 'b'), ['a', 'b'])
  assert.deepEqual(await listed(open, 'ap-anywhere'), ['ap-anywhere'])
})

test('the rate is limited for each action and key, and a second refills it', async (t) => {
  const world = await openWorld(t, { rateLimit: 2 })
  const codes = async (role: 'operator' | 'reader', action: string, times: number) => {
    const answers = []
    for (let count = 0; count < times; count++) answers.push(codeOf(await call(world, role, action)))
    return answers
  }
  const over = 'RequestLimitExceeded'
  assert.deepEqual(await codes('operator', 'DescribeCommands', 3), [undefined, undefined, over])
  assert.deepEqual(await codes('operator', 'DescribeInvocations', 1), [undefined])
  assert.deepEqual(await codes('reader', 'DescribeCommands', 1), [undefined])
  // Documented as three times the usual rate.
  const agents = await codes('operator', 'DescribeAutomationAgentStatus', 7)
  assert.deepEqual(agents, [...Array(6).fill(undefined), over])
  world.clock.set(world.clock.now() + 500)
  assert.deepEqual(await codes('operator', 'DescribeCommands', 2), [undefined, over])
})

test('what nobody foresaw is an internal error with the request id, and is reported', async (t) => {
  const failure = new Error('the disk is on fire')
  const world = await openWorld(t, {
    deps: () => {
      throw failure
    },
  })
  const response = responseOf(await call(world, 'operator', 'DescribeCommands'))
  assert.equal(response.Error.Code, 'InternalError')
  assert.match(response.Error.Message, new RegExp(response.RequestId))
  assert.doesNotMatch(response.Error.Message, /disk/)
  assert.deepEqual(world.reported, [failure])
})

test('calls that write are in the audit log, calls that read are not', async (t) => {
  const world = await openWorld(t)
  const body = '{"CommandName":"a","Content":"bHM="}'
  const { RequestId } = responseOf(await call(world, 'operator', 'CreateCommand', { body }))
  await call(world, 'operator', 'DescribeCommands')
  const { items } = await world.deps.store.listAudit(1, { offset: 0, limit: 10 })
  assert.deepEqual(
    items.map(({ action, requestId, source, accessKeyId }) => ({ action, requestId, source, accessKeyId })),
    [{ action: 'tat:CreateCommand', requestId: RequestId, source: '127.0.0.1', accessKeyId: 'AKIDoperator' }],
  )
})
