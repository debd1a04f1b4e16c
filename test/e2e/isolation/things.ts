import { createHash } from 'node:crypto'
import { ask, type Key, type NativeCall } from '../harness/native.ts'
import { type Cleanup, type RunningServer, startAgent } from '../harness/programs.ts'
import { eventually } from '../harness/wait.ts'

/** What an account has, by the ids and names that its callers use for it. */
export interface Things {
  readonly account: string
  readonly user: string
  readonly key: string
  readonly code: string
  readonly instance: string
  readonly instanceName: string
  readonly command: string
  readonly commandName: string
  readonly invocation: string
  readonly schedule: string
  readonly scheduleName: string
  readonly bucket: string
  /** By the hash of its content. */
  readonly upload: string
  readonly parameter: string
  readonly terminal: string
}

export interface Account {
  readonly key: Key
  readonly things: Things
  /** A link to an output that the server keeps. */
  readonly link: string
}

const script = (who: string) => Buffer.from(`echo text of ${who}`).toString('base64')
const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
const post = (path: string, body: object = {}): NativeCall => ({ method: 'POST', path, body })
interface WithId {
  readonly id: string
}

/** Makes an account by the server's first administrator, with one of everything and a host of its own. */
export async function openAccount(t: Cleanup, server: RunningServer, folder: string, who: string): Promise<Account> {
  const made = await ask<{ id: string; secret: string }>(server, server.key, post('/accounts', { name: who }))
  const key = { secretId: made.id, secretKey: made.secret }
  const own = <Answer>(call: NativeCall) => ask<Answer>(server, key, call)
  const code = await own<{ id: string; secret: string }>(post('/register-codes', { kind: 'cvm' }))
  const { instance } = await startAgent(t, server, folder, `host-of-${who}`, code)
  await eventually(`the host of ${who}`, async () => {
    const { total } = await own<{ total: number }>({ method: 'GET', path: '/instances', query: { online: 'true' } })
    return total === 1
  })
  const bucket = `https://${who}.example.org`
  await own(post('/buckets', { url: bucket }))
  const parameter = `parameter-of-${who}`
  await own(post('/parameters', { name: parameter, value: `value-of-${who}`, secret: true }))
  await own(post('/users', { name: `user-of-${who}` }))
  const other = await own<WithId>(post('/keys', { user: `user-of-${who}`, role: 'reader' }))
  const command = await own<WithId>(post('/commands', { name: `command-of-${who}`, script: script(who) }))
  const targets = { instances: [instance] }
  const run = await own<WithId>(post('/runs', { command: command.id, targets, outputTo: bucket }))
  const link = await eventually(`the output of ${who}`, async () => {
    const path = `/invocations/${run.id}/tasks`
    const { items } = await own<{ items: readonly { whole?: { state: string; url: string } }[] }>({
      method: 'GET',
      path,
    })
    return items[0]?.whole?.state === 'kept' ? items[0].whole.url : undefined
  })
  const content = Buffer.from(`upload of ${who}`)
  const upload = hashOf(content)
  await own(post('/uploads', { sha256: upload, size: content.length }))
  await own(post(`/uploads/${upload}/write`, { offset: 0, data: content.toString('base64') }))
  const rule = { kind: 'cron', expression: '0 2 1 1 *' }
  const scheduleName = `schedule-of-${who}`
  const schedule = await own<WithId>(post('/schedules', { name: scheduleName, rule, command: command.id, targets }))
  const terminal = await own<WithId>(post('/terminals', { instance }))
  const things = {
    ...{ account: who, user: `user-of-${who}`, key: other.id, code: code.id, bucket, parameter, scheduleName },
    ...{ instance, instanceName: `host-of-${who}`, command: command.id, commandName: `command-of-${who}` },
    ...{ invocation: run.id, schedule: schedule.id, upload, terminal: terminal.id },
  }
  return { key, things, link }
}

/** Of the right form, and of nobody. */
export async function nobodys(server: RunningServer): Promise<Things> {
  const code = await ask<WithId>(server, server.key, post('/register-codes'))
  await ask(server, server.key, post(`/register-codes/${code.id}/delete`))
  return {
    account: 'no-one',
    user: 'user-of-no-one',
    key: 'AKIDnobodynobodynobodynobodynobody12',
    code: code.id,
    instance: 'ins-00000000',
    instanceName: 'host-of-no-one',
    command: 'cmd-00000000',
    commandName: 'command-of-no-one',
    invocation: 'inv-00000000',
    schedule: 'ivk-00000000',
    scheduleName: 'schedule-of-no-one',
    bucket: 'https://no-one.example.org',
    upload: hashOf(Buffer.from('upload of no-one')),
    parameter: 'parameter-of-no-one',
    terminal: 'term-00000000',
  }
}
