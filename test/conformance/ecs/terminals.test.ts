import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../e2e/harness/wait.ts'
import { currentSdk, ecsErrorOf } from '../support/ecs-client.ts'
import { ecsNames } from '../support/fleet.ts'

const call = currentSdk()

/** A frame as ali-instance-cli writes it. */
function frame(type: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(type, 0)
  head.write('1.01', 4)
  head.writeBigUInt64LE(BigInt(Date.now()), 10)
  head.writeUInt32LE(payload.length, 26)
  return Buffer.concat([head, payload])
}

const statusOf = async (SessionId: unknown) => {
  const { Sessions } = await call('DescribeTerminalSessions', { SessionId })
  const [session] = (Sessions as { Session: readonly { Connections: { Connection: readonly { Status: string }[] } }[] })
    .Session
  return session?.Connections.Connection[0]?.Status
}

test('a session answers in the frames of the official client', async () => {
  const started = await call('StartTerminalSession', { InstanceId: [ecsNames.cvm], CommandLine: '/bin/sh' })
  const { SessionId, SecurityToken, WebSocketUrl } = started as unknown as Record<string, string>
  assert.equal(new URL(WebSocketUrl ?? '').searchParams.get('token'), SecurityToken)
  const socket = new WebSocket(WebSocketUrl ?? '')
  socket.binaryType = 'arraybuffer'
  let text = ''
  let end = Buffer.alloc(0)
  socket.addEventListener('message', ({ data }) => {
    const message = Buffer.from(data as ArrayBuffer)
    if (message.readUInt32LE(0) === 1) text += message.subarray(30).toString()
    else end = message
  })
  const told = (event: 'open' | 'close') => new Promise((resolve) => socket.addEventListener(event, resolve))
  const closed = told('close')
  await told('open')
  socket.send(frame(2, Buffer.from([40, 0, 100, 0])))
  await eventually('its size', () => {
    socket.send(frame(0, Buffer.from('stty size\n')))
    return text.includes('40 100')
  })
  assert.equal(await statusOf(SessionId), 'Connected')
  socket.send(frame(0, Buffer.from('exit\n')))
  await closed
  assert.deepEqual([end.readUInt32LE(0), end.subarray(30).toString()], [5, '\x05Exit'])
  await eventually('its end', async () => (await statusOf(SessionId)) === 'Terminated')
})

test('the sessions of a host are counted, and their account may turn them off', async () => {
  const open = () => call('StartTerminalSession', { InstanceId: [ecsNames.cvm2] })
  const started = await Promise.all(Array.from({ length: 20 }, open))
  assert.equal((await ecsErrorOf(open())).code, 'SessionCount.ExceedLimit')
  for (const { SessionId } of started) await call('EndTerminalSession', { SessionId })
  const turn = (SessionManagerEnabled: boolean) =>
    call('ModifyCloudAssistantSettings', {
      SettingType: 'SessionManagerConfig',
      SessionManagerConfig: { SessionManagerEnabled },
    })
  await turn(false)
  try {
    assert.equal((await ecsErrorOf(open())).code, 'UserBehavior.SessionManagerDisabled')
  } finally {
    await turn(true)
  }
})
