import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'

const program = new URL('../src/bin.ts', import.meta.url).pathname
const content = randomBytes(3_000_000)
const sha256 = createHash('sha256').update(content).digest('hex')

type Answer = (request: IncomingMessage, response: ServerResponse, from: number, stop: () => void) => void

/** Fetches from a server that answers so; gives what was asked for, and what came of it. */
async function fetchFrom(t: TestContext, answer: Answer, wanted: readonly string[] = [sha256, String(content.length)]) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-fetch-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const asked: number[] = []
  const server = createServer((request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1])
    asked.push(from)
    assert.equal(request.url, '/below/files/1')
    answer(request, response, from, () => server.emit('stop'))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => server.close())
  const order = {
    server: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/below/agent/v1`,
    ...{ data: folder, credentials: {}, path: '/files/1' },
  }
  const path = join(folder, 'file')
  const file = openSync(path, 'wx')
  const child = spawn(process.execPath, [program, 'fetch', ...wanted], { stdio: ['pipe', file, 'pipe'] })
  closeSync(file)
  let said = ''
  child.stderr?.on('data', (data) => {
    said += data
  })
  server.once('stop', () => child.kill('SIGTERM'))
  child.stdin?.end(JSON.stringify(order))
  const [code] = await once(child, 'close')
  return { code, said, asked, held: readFileSync(path) }
}

test('a file that is cut off goes on where it stood', async (t) => {
  let answers = 0
  const { code, said, asked, held } = await fetchFrom(t, (_, response, from) => {
    answers += 1
    response.writeHead(206)
    if (answers > 3) return response.end(content.subarray(from))
    response.write(content.subarray(from, from + 700_000), () => response.destroy())
  })
  assert.deepEqual([code, said], [0, ''])
  assert.ok(held.equals(content))
  assert.equal(asked[0], 0)
  assert.ok(asked.length > 1 && asked.every((from, index) => index === 0 || from >= (asked[index - 1] ?? 0)))
})

test('a server that is busy is asked again', async (t) => {
  let answers = 0
  const { code, held } = await fetchFrom(t, (_, response, from) => {
    answers += 1
    if (answers === 1) return response.writeHead(503).end('busy')
    response.writeHead(206).end(content.subarray(from))
  })
  assert.equal(code, 0)
  assert.ok(held.equals(content))
})

test('what is not what was sent is not taken, nor more than that', async (t) => {
  const other = await fetchFrom(t, (_, response) => response.writeHead(206).end(Buffer.alloc(content.length)))
  assert.equal(other.code, 103)
  assert.match(other.said, /^what arrived is not what was sent/)
  const more = await fetchFrom(t, (_, response) => response.writeHead(206).end(Buffer.concat([content, content])))
  assert.equal(more.code, 103)
})

test('a file that is gone is not asked for again', async (t) => {
  for (const status of [403, 410]) {
    const { code, said, asked } = await fetchFrom(t, (_, response) => response.writeHead(status).end())
    assert.equal(code, 108)
    assert.match(said, /^the server does not have the file any more/)
    assert.equal(asked.length, 1)
  }
})

test('one that is stopped says what it waited for', async (t) => {
  let answers = 0
  const { code, said } = await fetchFrom(t, (_, response, __, stop) => {
    answers += 1
    if (answers > 1) return stop()
    response.writeHead(503).end('busy')
  })
  assert.deepEqual([code, said], [143, 'the file was not fetched in time: the server answered 503\n'])
})
