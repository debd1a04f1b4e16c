import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { callCli } from '../../e2e/harness/cli.ts'
import { makeFolder, startServer } from '../../e2e/harness/programs.ts'
import { type Client, call, createClient } from '../support/client.ts'
import { fill, readTable } from '../support/fill.ts'
import { names, server } from '../support/fleet.ts'
import { repeat } from '../support/repeat.ts'
import { client, encode, ended } from '../support/run.ts'
import type { WireCase } from '../support/wire.ts'

interface Row {
  readonly action: string
  readonly params: object
  readonly code: string
  /** Who calls; the administrator when nobody is named. */
  readonly by?: string
}

const rows = readTable<readonly Row[]>('errors')
const known: Record<string, unknown> = { ...names, taken: 'taken-name' }
const callers: Record<string, Client> = {
  stranger: createClient({ key: { ...server.key, secretId: 'AKIDnobody' } }),
  forger: createClient({ key: { ...server.key, secretKey: 'not-the-secret' } }),
  oldForger: createClient({ signMethod: 'HmacSHA256', key: { ...server.key, secretKey: 'not-the-secret' } }),
  tokenBearer: createClient({ key: { ...server.key, token: 'temporary' } }),
}

/** A client with a new key. */
async function clientOf(user: string, role: 'operator' | 'reader'): Promise<Client> {
  const key = (await callCli(server, ['keys', 'create', '--user', user, '--role', role])) as {
    readonly id: string
    readonly secret: string
  }
  return createClient({ key: { secretId: key.id, secretKey: key.secret } })
}

/** One who may run a certain command and nothing else. */
async function makeLimited(folder: string): Promise<Client> {
  const policy = {
    actions: ['tat:*Command', 'tat:CreateInvoker'],
    instances: ['*'],
    commands: ['name:errors-other'],
    users: ['*'],
  }
  const file = join(folder, 'policy.json')
  writeFileSync(file, JSON.stringify(policy))
  await callCli(server, ['users', 'create', 'limited', '--policy', file])
  return clientOf('limited', 'operator')
}

async function prepare(): Promise<void> {
  callers.reader = await clientOf('looker', 'reader')
  const made = await call(client, 'CreateCommand', { CommandName: known.taken, Content: encode('true') })
  known.command = made.CommandId
  const run = await call(client, 'InvokeCommand', { CommandId: made.CommandId, InstanceIds: [names.cvm] })
  known.invocation = run.InvocationId
  await ended(String(run.InvocationId))
  const create = (name: string, script: string) =>
    call(client, 'CreateCommand', { CommandName: name, Content: encode(script), Timeout: 600 })
  known.other = (await create('errors-other', 'true')).CommandId
  known.busy = (await create('errors-busy', 'exec sleep 600')).CommandId
  const busy = await call(client, 'InvokeCommand', { CommandId: known.busy, InstanceIds: [names.cvm] })
  known.busyRun = busy.InvocationId
  known.keptCommand = (await create('errors-kept', 'true')).CommandId
  const invoker = await call(client, 'CreateInvoker', {
    Name: 'errors',
    Type: 'SCHEDULE',
    CommandId: known.keptCommand,
    InstanceIds: [names.cvm],
    ScheduleSettings: { Policy: 'RECURRENCE', Recurrence: '30 2 * * *' },
  })
  known.invoker = invoker.InvokerId
  const code = await call(client, 'CreateRegisterCode', {})
  known.gone = code.RegisterCodeId
  await call(client, 'DeleteRegisterCodes', { RegisterCodeIds: [known.gone] })
  const library = await call(client, 'DescribeCommands', { Filters: [{ Name: 'created-by', Values: ['TAT'] }] })
  known.public = (library.CommandSet as readonly { readonly CommandId: string }[])[0]?.CommandId
}

const refusal = (answer: Promise<unknown>) =>
  answer.then(
    () => assert.fail('the call succeeded'),
    (error: { readonly code?: string; readonly message: string; readonly requestId?: string }) => error,
  )

describe('errors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-errors-'))
  before(async () => {
    await prepare()
    callers.limited = await makeLimited(folder)
  })
  after(() => rmSync(folder, { recursive: true }))
  after(() => call(client, 'CancelInvocation', { InvocationId: known.busyRun }))
  for (const { action, params, code, by } of rows.filter(
    ({ by }) => by !== 'hurried' && by !== 'elsewhere' && by !== 'hoarder',
  ))
    test(`${action}${by ? ` by a ${by}` : ''} throws ${code}: ${JSON.stringify(params).slice(0, 90)}`, async () => {
      const error = await refusal(call(callers[by ?? ''] ?? client, action, fill(params, known) as object))
      assert.equal(error.code, code, error.message)
      assert.match(error.message, /^[^\n]{10,}\.$/, 'one line that says what to do')
      assert.match(error.requestId ?? '', /^[0-9a-f-]{36}$/)
    })

  test('a strict server throws UnsupportedRegion and RequestLimitExceeded', async (t) => {
    const strict = await startServer(t, makeFolder(t), ['--rate-limit', '1', '--regions', 'ap-shanghai,ap-beijing'])
    const elsewhere = createClient({ of: strict, region: 'ap-guangzhou' })
    assert.equal((await refusal(call(elsewhere, 'DescribeCommands', {}))).code, 'UnsupportedRegion')
    const hurried = createClient({ of: strict, region: 'ap-beijing' })
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => call(hurried, 'DescribeCommands', {})))
    const codes = answers.map((answer) => (answer.status === 'rejected' ? answer.reason.code : 'none'))
    assert.ok(codes.includes('none') && codes.includes('RequestLimitExceeded'), codes.join())
  })

  test('an account that has all its commands throws UserHasNoQuotaCode', async (t) => {
    const hoarder = createClient({ of: await startServer(t, makeFolder(t)) })
    const create = (name: string) => call(hoarder, 'CreateCommand', { CommandName: name, Content: encode('true') })
    const { GeneralResourceQuotaSet: quotas } = await call(hoarder, 'DescribeQuotas', { ResourceNames: ['COMMAND'] })
    const [quota] = quotas as readonly [{ readonly ResourceQuotaTotal: number }]
    await repeat(quota.ResourceQuotaTotal, (n) => create(`hoard-${n}`))
    assert.equal((await refusal(create('one-too-many'))).code, 'ResourceUnavailable.UserHasNoQuotaCode')
  })

  test('every documented code is either thrown by a case or explained in the README', () => {
    const documented = new Set(Object.values(readTable<Readonly<Record<string, readonly string[]>>>('codes')).flat())
    const shown = new Set([...rows, ...readTable<readonly WireCase[]>('wire')].map(({ code }) => code))
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const explained = new Set([...readme.matchAll(/^\| `([A-Za-z.]+)` +\|/gm)].map(([, code = '']) => code))
    const missing = [...documented].filter((code) => !shown.has(code) && !explained.has(code))
    assert.deepEqual(missing, [], 'neither shown nor explained')
    const both = [...explained].filter((code) => shown.has(code) || !documented.has(code))
    assert.deepEqual(both, [], 'explained though shown, or not documented at all')
  })
})
