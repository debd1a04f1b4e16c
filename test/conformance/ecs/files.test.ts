import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeFolder } from '../../e2e/harness/programs.ts'
import { eventually } from '../../e2e/harness/wait.ts'
import { type CallEcs, currentSdk, olderSdk, plainSdk } from '../support/ecs-client.ts'
import { ecsNames } from '../support/fleet.ts'

const call = currentSdk()
const folder = makeFolder({ after })

interface Sent {
  readonly Name: string
  readonly Content: string
  readonly ContentType: string
  readonly InvocationStatus: string
  readonly InvokeInstances: { readonly InvokeInstance: readonly Record<string, string>[] }
}

async function sent(InvokeId: unknown): Promise<Sent> {
  return eventually('the file to be there or refused', async () => {
    const { Invocations } = await call('DescribeSendFileResults', { InvokeId })
    const [one] = (Invocations as { readonly Invocation: readonly Sent[] }).Invocation
    assert.ok(one)
    return !/Pending|Running/.test(one.InvocationStatus) && one
  })
}

const send = (params: object, by: CallEcs = call) =>
  by('SendFile', { Name: 'a', TargetDir: folder, Content: 'hello\n', InstanceId: [ecsNames.cvm], ...params })

/** Of the one host: its status and code. */
async function endOf(params: object): Promise<readonly [string | undefined, string | undefined]> {
  const { InvokeInstances } = await sent((await send(params)).InvokeId)
  const [host] = InvokeInstances.InvokeInstance
  return [host?.InvocationStatus, host?.ErrorCode]
}

const clients: Readonly<Record<string, CallEcs>> = {
  'the current SDK': call,
  'a form': plainSdk('formData'),
  JSON: plainSdk('json'),
  'the older SDK by GET': olderSdk(),
  'the older SDK by POST': olderSdk({ method: 'POST' }),
}

for (const [client, by] of Object.entries(clients))
  test(`the largest file, of every byte, arrives as it was sent by ${client}`, async () => {
    const content = Buffer.from(Array.from({ length: 24_576 }, (_, index) => index % 256))
    const Name = `it's -all- ${client} 早 $(id)`
    const Content = content.toString('base64')
    const file = { Name, Content, ContentType: 'Base64', TargetDir: join(folder, 'made/by it'), FileMode: '0640' }
    const record = await sent((await send(file, by)).InvokeId)
    assert.deepEqual([record.Name, record.Content, record.ContentType], [Name, Content, 'Base64'])
    assert.equal(record.InvocationStatus, 'Success')
    const path = join(folder, 'made/by it', Name)
    assert.deepEqual(readFileSync(path), content)
    assert.equal(statSync(path).mode & 0o7777, 0o640)
  })

test('each host tells why it does not have the file', async () => {
  writeFileSync(join(folder, 'old'), 'old')
  mkdirSync(join(folder, 'taken'))
  const name = 'old'
  assert.deepEqual(await endOf({ Name: name }), ['Failed', 'FileAlreadyExists'])
  assert.equal(readFileSync(join(folder, name), 'utf8'), 'old')
  assert.deepEqual(await endOf({ Name: name, Overwrite: true }), ['Success', ''])
  assert.equal(readFileSync(join(folder, name), 'utf8'), 'hello\n')
  assert.deepEqual(await endOf({ Name: 'taken', Overwrite: true }), ['Failed', 'FileCreateFail'])
  assert.deepEqual(await endOf({ TargetDir: join(folder, 'old/sub') }), ['Failed', 'FilePathInvalid'])
  for (const Name of ['..', 'a/b']) assert.deepEqual(await endOf({ Name }), ['Failed', 'FileNameInvalid'])
  const stranger = userInfo().uid === 0 ? 'UserGroupNotExists' : 'FileAuthorityInvalid'
  assert.deepEqual(await endOf({ Name: 'b', FileOwner: 'no-such-user' }), ['Failed', stranger])
  assert.deepEqual(await endOf({ Name: 'b', FileGroup: 'no-such-group' }), ['Failed', stranger])
  assert.ok(!existsSync(join(folder, 'b')))
  assert.deepEqual(
    readdirSync(folder).filter((each) => each.startsWith('.muster-')),
    [],
  )
})

test('a host that is away is given up in time, and a stop ends what waits', async () => {
  const { InvokeId } = await send({ InstanceId: [ecsNames.away] })
  await call('StopInvocation', { InvokeId })
  const { InvocationStatus, InvokeInstances } = await sent(InvokeId)
  assert.deepEqual([InvocationStatus, InvokeInstances.InvokeInstance[0]?.InvocationStatus], ['Failed', 'Aborted'])
})
