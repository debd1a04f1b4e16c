import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { callCli } from '../../e2e/harness/cli.ts'
import { ask } from '../../e2e/harness/native.ts'
import { launcher, makeFolder, startServer } from '../../e2e/harness/programs.ts'
import { eventually } from '../../e2e/harness/wait.ts'
import { type CallEcs, currentSdk, ecsErrorOf, olderSdk } from '../support/ecs-client.ts'
import { fill, readTable } from '../support/fill.ts'
import { ecsNames, server } from '../support/fleet.ts'
import { repeat } from '../support/repeat.ts'

interface Row {
  readonly action: string
  readonly params: object
  readonly code: string
  /** Who calls, or with what; the administrator with the current SDK when nobody is named. */
  readonly by?: string
}

type Statuses = Readonly<Record<string, number>>

const rows = readTable<readonly Row[]>('errors', 'ecs')
const documented = Object.assign({}, ...Object.values(readTable<Readonly<Record<string, Statuses>>>('codes', 'ecs')))
const seed = readTable<readonly (readonly [status: number, code: string, words: string])[]>('seed-003', 'ecs')
const wordsOf = new Map(seed.map(([, code, words]) => [code, words]))
const call = currentSdk()

const callers: Record<string, CallEcs> = {
  older: olderSdk(),
  stranger: currentSdk({ key: { ...server.key, secretId: 'AKIDnobody' } }),
  forger: currentSdk({ key: { ...server.key, secretKey: 'not-the-secret' } }),
  tokenBearer: currentSdk({ key: { ...server.key, token: 'temporary' } }),
}
const known: Record<string, unknown> = {
  ...ecsNames,
  longNameScript: `echo {{${'n'.repeat(65)}}}`,
  manyNamesScript: Array.from({ length: 21 }, (_, n) => `{{n${n}}}`).join(' '),
  longKey: JSON.stringify({ ['k'.repeat(65)]: '' }),
  manyKeys: JSON.stringify(Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`k${n}`, '']))),
}

/** This command prints no document. */
const disable = (keyId: string) =>
  promisify(execFile)(process.execPath, [
    ...[launcher, 'keys', 'disable', keyId],
    ...['--server', server.url, '--key-file', join(server.data, 'admin.json')],
  ])

async function prepare(): Promise<void> {
  const keyFor = async (user: string, role: string) => {
    const key = (await callCli(server, ['keys', 'create', '--user', user, '--role', role])) as Record<string, string>
    return { secretId: key.id ?? '', secretKey: key.secret ?? '' }
  }
  callers.reader = currentSdk({ key: await keyFor('ecs-looker', 'reader') })
  const post = (path: string, body: object) =>
    ask<{ id: string; secret: string }>(server, server.key, { method: 'POST', path, body })
  const policy = { actions: ['*'], instances: ['*'], commands: ['*'], users: ['*'], parameters: ['ecs-plain'] }
  await post('/users', { name: 'ecs-limited', policy })
  callers.limited = currentSdk({ key: await keyFor('ecs-limited', 'operator') })
  await post('/parameters', { name: 'ecs-secret', value: 'of the ECS errors', secret: true })
  const retired = await keyFor('ecs-retired', 'operator')
  await disable(retired.secretId)
  callers.retired = currentSdk({ key: retired })
  const create = async (name: string, script: string, more: object = {}) =>
    (
      await call('CreateCommand', {
        Name: name,
        Type: 'RunShellScript',
        CommandContent: script,
        ContentEncoding: 'PlainText',
        ...more,
      })
    ).CommandId
  known.command = await create('ecs-errors', 'true')
  known.greeting = await create('ecs-greeting', 'echo {{who}}', { EnableParameter: true })
  known.windows = await create('ecs-windows', 'dir', { Type: 'RunBatScript' })
  known.busy = await create('ecs-busy', 'exec sleep 600', { Timeout: 900 })
  await create('token-taken', 'true', { ClientToken: 'errors' })
  known.invocation = (await call('InvokeCommand', { CommandId: known.command, InstanceId: [ecsNames.cvm] })).InvokeId
  known.busyRun = (await call('InvokeCommand', { CommandId: known.busy, InstanceId: [ecsNames.cvm] })).InvokeId
  const often = { InstanceId: [ecsNames.cvm], Frequency: 'rate(1h)' }
  const standing = async (more: object) =>
    (await call('RunCommand', { Type: 'RunShellScript', ...often, ...more })).InvokeId
  const greet = { CommandContent: 'echo {{who}}', EnableParameter: true, Parameters: { who: 'you' } }
  known.repeating = await standing(greet)
  known.over = await standing({ CommandContent: 'true' })
  await call('StopInvocation', { InvokeId: known.over })
  await eventually('the end of what was stopped', async () => {
    const { Invocations } = await call('DescribeInvocations', { InvokeId: known.over })
    return JSON.stringify(Invocations).includes('"InvocationStatus":"Stopped"')
  })
  const { Commands } = await call('DescribeCommands', { Provider: 'AlibabaCloud' })
  const [first] = (Commands as { readonly Command: readonly { readonly CommandId: string }[] }).Command
  known.public = first?.CommandId
  known.repeatingPublic = (await call('InvokeCommand', { CommandId: known.public, ...often })).InvokeId
}

describe('ECS errors', () => {
  before(prepare)
  after(async () => {
    for (const InvokeId of [known.busyRun, known.repeating, known.repeatingPublic])
      await call('StopInvocation', { InvokeId })
  })
  for (const { action, params, code, by = '' } of rows)
    test(`${action}${by && ` by ${by}`} throws ${code}: ${JSON.stringify(params).slice(0, 90)}`, async () => {
      const caller = callers[by] ?? call
      const error = await ecsErrorOf(caller(action, fill(params, known) as Readonly<Record<string, unknown>>))
      assert.equal(error.code, code, error.message)
      if (documented[code] !== undefined) assert.equal(error.status, documented[code])
      const { Message, RequestId, HostId } = error.data as Readonly<Record<string, string>>
      assert.ok(Message?.startsWith(wordsOf.get(code) ?? ''), Message)
      assert.match(Message ?? '', /^[^\n]{10,}\.$/, 'one line that says what to do')
      assert.match(RequestId ?? '', /^[0-9A-F-]{36}$/)
      assert.equal(HostId, new URL(server.url).host)
    })

  test('a strict server throws InvalidRegionId.NotFound and Throttling.User', async (t) => {
    const strict = await startServer(t, makeFolder(t), ['--rate-limit', '1', '--regions', 'cn-hangzhou,cn-beijing'])
    const elsewhere = await ecsErrorOf(currentSdk({ of: strict, region: 'cn-shanghai' })('DescribeCommands', {}))
    assert.deepEqual([elsewhere.code, elsewhere.status], ['InvalidRegionId.NotFound', 404])
    const hurried = currentSdk({ of: strict, region: 'cn-beijing' })
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => hurried('DescribeCommands', {})))
    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
    assert.ok(refusals.length > 0 && refusals.length < answers.length)
    for (const { code, retryAfter } of refusals) assert.deepEqual([code, retryAfter], ['Throttling.User', 1000])
  })

  test('an account that has all its commands throws CmdCount.ExceedQuota', async (t) => {
    const hoarder = currentSdk({ of: await startServer(t, makeFolder(t)) })
    const create = () => hoarder('CreateCommand', { Name: 'a', Type: 'RunShellScript', CommandContent: 'dHJ1ZQ==' })
    await repeat(500, create)
    assert.equal((await ecsErrorOf(create())).code, 'CmdCount.ExceedQuota')
  })

  test('of calls at once with one token one acts, and the others get its answer or come again', async () => {
    const params = { CommandId: known.command, InstanceId: [ecsNames.cvm], ClientToken: 'at-once' }
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => call('InvokeCommand', params)))
    const ids = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.InvokeId] : []))
    const codes = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []))
    assert.equal(new Set(ids).size, 1)
    assert.deepEqual(new Set([...codes, 'IdempotentProcessing']), new Set(['IdempotentProcessing']))
    const again = await call('InvokeCommand', params)
    assert.equal(again.InvokeId, ids[0])
  })

  test('every documented code is either thrown by a case or explained in the README', () => {
    const elsewhere = ['SessionCount.ExceedLimit', 'UserBehavior.SessionManagerDisabled']
    const thrown = ['InvalidRegionId.NotFound', 'CmdCount.ExceedQuota', 'IdempotentProcessing', ...elsewhere]
    const shown = new Set([...rows.map(({ code }) => code), ...thrown])
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
    const explained = new Set([...readme.matchAll(/^\| `([A-Za-z.]+)` +\|/gm)].map(([, code = '']) => code))
    const all = new Set([...Object.keys(documented), ...wordsOf.keys()])
    const missing = [...all].filter((code) => !shown.has(code) && !explained.has(code))
    assert.deepEqual(missing, [], 'neither shown nor explained')
    const both = [...explained].filter((code) => shown.has(code) || !all.has(code))
    assert.deepEqual(both, [], 'explained though shown, or not documented at all')
  })

  test('each row of seed 003 has its status', () => {
    for (const [status, code] of seed) assert.equal(documented[code], status, code)
  })
})
