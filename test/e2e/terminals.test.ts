import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { type Fleet, startFleet } from './harness/fleet.ts'
import { ask, callNative } from './harness/native.ts'
import { launcher } from './harness/programs.ts'
import { eventually } from './harness/wait.ts'

interface Started {
  readonly id: string
  readonly url: string
  readonly token: string
}

interface Shown {
  readonly state: string
  readonly detail: string
  readonly exitCode: number | null
  readonly recorded: number
}

/** A client of a terminal that keeps what it was shown. */
class Client {
  text = ''
  end = ''
  readonly socket: WebSocket
  readonly closed: Promise<unknown>

  constructor(url: string) {
    this.socket = new WebSocket(url)
    this.closed = once(this.socket, 'close')
    this.socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.text += data.toString('latin1')
      else this.end = data.toString()
    })
  }

  shows = (words: string) => eventually(`${JSON.stringify(words)} in the terminal`, () => this.text.includes(words))
  type = (text: string) => this.socket.send(Buffer.from(text))
}

const start = ({ server, instances }: Fleet, body: object = {}) =>
  ask<Started>(server, server.key, {
    method: 'POST',
    path: '/terminals',
    body: { instance: instances[0], command: '/bin/sh', ...body },
  })

const look = ({ server }: Fleet, id: string) =>
  ask<Shown>(server, server.key, { method: 'GET', path: `/terminals/${id}` })

const ended = (fleet: Fleet, id: string) =>
  eventually('the end of the terminal', async () => {
    const shown = await look(fleet, id)
    return /^(connecting|connected|terminating)$/.test(shown.state) ? undefined : shown
  })

async function open(fleet: Fleet, body: object = {}) {
  const started = await start(fleet, body)
  const client = new Client(`${started.url}&wire=plain&columns=90&rows=30`)
  await once(client.socket, 'open')
  return { ...started, client }
}

test('a terminal answers, keeps its size, ends with its exit code, and is recorded', async (t) => {
  const fleet = await startFleet(t, 1)
  const { id, url, client } = await open(fleet)
  client.type('stty size\n')
  await client.shows('30 90')
  client.socket.send(JSON.stringify({ columns: 132, rows: 50 }))
  await eventually('the new size', () => {
    client.type('stty size\n')
    return client.text.includes('50 132')
  })
  client.type('printf "gr\\303\\274n\\n"; sleep 1000\n')
  await client.shows('grÃ¼n\r\n')
  client.type('\x03')
  assert.equal((await look(fleet, id)).state, 'connected')

  const again = new WebSocket(url)
  const [refused] = await once(again, 'error')
  assert.match(String(refused), /403/)

  client.type('exit 7\n')
  await client.closed
  assert.deepEqual(JSON.parse(client.end), { type: 'ended', exitCode: 7, reason: '' })
  const shown = await ended(fleet, id)
  assert.deepEqual([shown.state, shown.exitCode], ['terminated', 7])

  const file = join(fleet.server.data, 'terminals', `${id}.cast`)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const [head, ...events] = readFileSync(file, 'utf8').trim().split('\n')
  assert.equal(JSON.parse(head ?? '').version, 2)
  const played = events.map((line) => JSON.parse(line)).filter(([, kind]) => kind === 'o')
  assert.equal(played.map(([, , text]) => text).join(''), Buffer.from(client.text, 'latin1').toString())
  const part = await ask<{ data: string; next: null }>(fleet.server, fleet.server.key, {
    method: 'GET',
    path: `/terminals/${id}/recording`,
  })
  assert.equal(Buffer.from(part.data, 'base64').toString(), readFileSync(file, 'utf8'))
  assert.equal(shown.recorded, Buffer.from(part.data, 'base64').length)
})

test('two terminals at once, and each can be ended by its account', async (t) => {
  const fleet = await startFleet(t, 1)
  const [one, other] = await Promise.all([open(fleet), open(fleet)])
  one.client.type('echo first $((1+1))\n')
  other.client.type('echo second $((1+1))\n')
  await one.client.shows('first 2')
  await other.client.shows('second 2')
  await ask(fleet.server, fleet.server.key, { method: 'POST', path: `/terminals/${one.id}/end` })
  await one.client.closed
  assert.equal((await ended(fleet, one.id)).state, 'terminated')
  other.client.socket.close()
  const left = await ended(fleet, other.id)
  assert.deepEqual([left.state, left.detail], ['disconnected', 'the client left'])
})

test('a terminal that nobody uses ends, with the cause', async (t) => {
  const fleet = await startFleet(t, 1, ['--terminal-idle', '2'])
  const idle = await open(fleet)
  await idle.client.closed
  assert.match((await ended(fleet, idle.id)).detail, /idle for 2 s/)
})

test('a terminal that is open for too long ends, with the cause', async (t) => {
  const fleet = await startFleet(t, 1, ['--terminal-limit', '2'])
  const busy = await open(fleet, { command: 'while :; do echo on; sleep 0.5; done' })
  await busy.client.closed
  assert.match((await ended(fleet, busy.id)).detail, /open for 2 s/)
})

test('a terminal of a server that is killed ends, with the cause', async (t) => {
  const fleet = await startFleet(t, 1)
  const left = await open(fleet)
  left.client.type('echo on $((1+1))\n')
  await left.client.shows('on 2')
  await fleet.server.kill()
  await left.client.closed
  await fleet.server.restart()
  const lost = await ended(fleet, left.id)
  assert.deepEqual([lost.state, lost.detail], ['disconnected', 'the server was stopped'])
})

test('whoever has no good token stays outside', async (t) => {
  const fleet = await startFleet(t, 1)
  const { url } = await start(fleet)
  const { url: second } = await start(fleet)
  const idOf = (text: string) => new URL(text).searchParams.get('sessionId') ?? ''
  for (const wrong of [url.replace(idOf(url), idOf(second)), url.slice(0, -1), url.replace(/token=.*/, 'token=')]) {
    const [error] = await once(new WebSocket(wrong), 'error')
    assert.match(String(error), /403/)
  }
  const { status } = await callNative(fleet.server, fleet.server.key, {
    method: 'POST',
    path: '/terminals',
    body: { instance: 'ins-00000000' },
  })
  assert.equal(status, 404)
})

/** `muster terminal`, with a pipe for a keyboard. */
function typed({ server, instances }: Fleet, input: string, key = join(server.data, 'admin.json')) {
  const access = ['--server', server.url, '--key-file', key]
  const argv = [launcher, 'terminal', 'open', ...access, instances[0] ?? '', '--', '/bin/sh']
  const { promise, resolve } = Promise.withResolvers<{ code: unknown; stdout: string; stderr: string }>()
  const child = execFile(process.execPath, argv, (error, stdout, stderr) =>
    resolve({ code: error ? error.code : 0, stdout, stderr }),
  )
  child.stdin?.end(input)
  return promise
}

test('the command line opens terminals, and a policy must name host, user and scripts', async (t) => {
  const fleet = await startFleet(t, 1)
  const { server, instances, folder } = fleet
  const ran = await typed(fleet, 'echo $((6 * 7)) grün\nexit 9\n')
  assert.equal(ran.code, 9)
  assert.match(ran.stdout, /42 grün\r\n/)

  const post = <Answer>(path: string, body: object) => ask<Answer>(server, server.key, { method: 'POST', path, body })
  await post('/users', { name: 'limited' })
  const made = await post<{ id: string; secret: string }>('/keys', { user: 'limited', role: 'operator' })
  const file = join(folder, 'limited.json')
  writeFileSync(file, JSON.stringify({ secretId: made.id, secretKey: made.secret }), { mode: 0o600 })
  const whole = { actions: ['native:*'], instances: [`id:${instances[0]}`], commands: ['script'], users: ['*'] }
  const under = async (policy: object) => {
    await post('/users/limited/policy', { policy: { ...whole, ...policy } })
    return typed(fleet, 'exit\n', file)
  }
  assert.equal((await under({})).code, 0)
  for (const [policy, words] of [
    [{ actions: ['native:list*', 'native:preview*'] }, /call native:startTerminal/],
    [{ instances: ['name:other'] }, /act on/],
    [{ commands: ['name:deploy'] }, /run a script of its own/],
    [{ users: ['somebody-else'] }, /run as/],
  ] as const) {
    const refused = await under(policy)
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, words)
  }

  await post('/users/limited/policy', { policy: null })
  const lines = await ask<{ items: readonly { state: string }[] }>(server, server.key, {
    method: 'GET',
    path: '/terminals',
  })
  assert.equal(lines.items.length, 2)
})

test('a key that is disabled loses the terminals that are open with it', async (t) => {
  const fleet = await startFleet(t, 1)
  const { server, instances } = fleet
  const post = <Answer>(path: string, body: object = {}) =>
    ask<Answer>(server, server.key, { method: 'POST', path, body })
  const made = await post<{ id: string; secret: string }>('/keys', { user: 'leaver', role: 'operator' })
  const key = { secretId: made.id, secretKey: made.secret }
  const started = await ask<Started>(server, key, {
    method: 'POST',
    path: '/terminals',
    body: { instance: instances[0], command: '/bin/sh' },
  })
  const client = new Client(`${started.url}&wire=plain`)
  await once(client.socket, 'open')
  client.type('echo on $((1+1))\n')
  await client.shows('on 2')
  await post(`/keys/${made.id}/disable`)
  await client.closed
  assert.match((await ended(fleet, started.id)).detail, /was disabled/)
})
