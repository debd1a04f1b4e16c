import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { requests } from './abuse/requests.ts'
import { type Cleanup, makeFolder, type RunningServer, startServer } from './harness/programs.ts'
import { openRaw, say } from './harness/raw.ts'
import { callTat, post } from './harness/tat.ts'

const callNative = (server: RunningServer, path: string, value: object) =>
  post(server, { service: 'muster', path: `/api/v1${path}`, body: JSON.stringify(value), headers: {} })

/** One for the tests that leave it as it was. */
async function start(t: Cleanup): Promise<RunningServer & { readonly log: () => string }> {
  const folder = makeFolder(t)
  const server = await startServer(t, folder)
  return { ...server, log: () => readFileSync(join(folder, 'server.log'), 'utf8') }
}

/** It answers, and has had no trouble of its own. */
async function assertWell(server: RunningServer & { readonly log: () => string }): Promise<void> {
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  assert.doesNotMatch(server.log(), /"level":(50|60)|failed|at .*\.ts:\d+/)
}

const residentKiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

const server = await start({ after })

test('whatever comes over the wire gets an orderly answer, and harms nobody else', async (t) => {
  for (const said of requests)
    await t.test(said.name, async () =>
      assert.match(await say(server, said.bytes, said.answer, said.after), said.answer),
    )
  await assertWell(server)
})

test('random bytes, as requests and as messages of an agent, do no harm', async () => {
  const upgrade =
    'GET /agent/v1 HTTP/1.1\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  const before = fc.constantFrom(
    '',
    'GET / HTTP/1.1\r\n',
    'POST /api/v1/runs HTTP/1.1\r\ncontent-length: 9\r\n\r\n',
    upgrade,
  )
  const bytes = fc.uint8Array({ maxLength: 400 }).map((each) => Buffer.from(each).toString('latin1'))
  await fc.assert(
    fc.asyncProperty(before, bytes, async (head, rest) => {
      assert.doesNotMatch(await say(server, head + rest, /never/, 'end'), /^HTTP\/1\.1 5/)
    }),
    { numRuns: 150 },
  )
  await assertWell(server)
})

test('a packed body is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024, '{'))
  const before = residentKiB(server.pid())
  const headers = { 'x-tc-action': 'DescribeCommands', 'x-tc-version': '2020-10-28', 'content-encoding': 'gzip' }
  const answer = await post(server, { service: 'tat', path: '/', body: bomb, headers })
  assert.match(JSON.stringify(answer), /The body cannot be read/)
  assert.ok(residentKiB(server.pid()) - before < 128 * 1024)
  await assertWell(server)
})

test('a thousand connections that say nothing keep nobody from being served', async (t) => {
  const idle: Socket[] = []
  t.after(() => {
    for (const socket of idle) socket.destroy()
  })
  for (let i = 0; i < 1_000; i++) idle.push(await openRaw(server))
  for (const socket of idle.slice(0, 500)) socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n{')
  assert.equal((await callTat(server, 'DescribeCommands', {})).TotalCount !== undefined, true)
  await assertWell(server)
})

test('an address that goes on guessing gets a cheap refusal, and who was right before works on', async (t) => {
  const folder = makeFolder(t)
  const server = await startServer(t, folder, ['--rate-limit', '1000', '--source-limit', '5'])
  const guess = { ...server, key: { secretId: 'AKIDguess', secretKey: 'guess' } }
  await callTat(server, 'DescribeCommands', {})
  const codes = new Map<unknown, number>()
  for (let i = 0; i < 40; i++) {
    const { Error: error } = (await callTat(guess, 'DescribeCommands', {})) as { Error: { Code: string } }
    codes.set(error.Code, (codes.get(error.Code) ?? 0) + 1)
  }
  assert.ok((codes.get('RequestLimitExceeded.IPLimitExceeded') ?? 0) >= 15, JSON.stringify([...codes]))
  assert.match(JSON.stringify(await callNative(guess, '/runs', {})), /SourceThrottled/)
  assert.ok('TotalCount' in (await callTat(server, 'DescribeCommands', {})))
})
