import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { server } from '../support/fleet.ts'
import { codeIn, send, type WireCall, write } from '../support/wire.ts'

const warmUp = 2_000
const round = 8_000
/** What keeps something of each request grows in every round; a heap that finds its size does so once. */
const rounds = 4
const atOnce = 16
const growthLimit = 32 * 1024 * 1024

/** Each is another way to be wrong; the number keeps any cache of requests from helping. */
const malformed: readonly ((index: number) => WireCall)[] = [
  (index) => ({ body: `{"Limit":${index}` }),
  (index) => ({ body: `{"Limit":"${index}"}` }),
  (index) => ({ body: `{"Unknown${index}":1}` }),
  (index) => ({ body: `{"__proto__":{"a${index}":1}}` }),
  (index) => ({ action: `Describe${index}` }),
  (index) => ({ version: `2020-10-${index}` }),
  (index) => ({ secret: `wrong-${index}` }),
  (index) => ({ authorization: `TC3-HMAC-SHA256 Credential=AKID${index}/2020-01-01/tat/tc3_request` }),
  (index) => ({ skewSeconds: 1_000 + index }),
  (index) => ({ method: 'PUT', body: `{"Limit":${index}}` }),
  (index) => ({ body: `{"Filters":${'['.repeat(200 + (index % 50))}${']'.repeat(200 + (index % 50))}}` }),
  (index) => ({
    action: 'RunCommand',
    body: `{"Content":"${'!'.repeat(20_000 + index)}","InstanceIds":["ins-00000000"]}`,
  }),
  (index) => ({ action: 'CancelInvocation', body: `{"InvocationId":"inv-${String(index).padStart(8, '0')}"}` }),
  (index) => ({
    method: 'GET',
    body: '',
    contentType: 'application/x-www-form-urlencoded',
    target: `?a.b.c.${index}=1&Limit=x`,
  }),
]

const residentBytes = () =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid()}/status`, 'utf8'))?.[1]) * 1024

/** The head that was written for a socket, as Node's client takes it. */
async function post(agent: Agent, call: WireCall): Promise<void> {
  const { head, body } = write(call)
  const [first = '', ...lines] = head.toString('latin1').trimEnd().split('\r\n')
  const [method, path] = first.split(' ')
  const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)))
  const answer = await new Promise<string>((resolve, reject) => {
    request(server.url, { agent, method, path, headers }, (response) => text(response).then(resolve, reject))
      .on('error', reject)
      .end(body)
  })
  const { Response } = JSON.parse(answer) as { Response: { Error?: { Code: string }; RequestId: string } }
  assert.ok(Response.Error && Response.Error.Code !== 'InternalError', answer)
}

test(`${round} malformed requests leave the server's memory as it was`, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const flood = async (from: number, to: number) => {
    const indexes = Array.from({ length: to - from }, (_, index) => from + index).values()
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const index of indexes) await post(agent, malformed[index % malformed.length]?.(index) ?? {})
      }),
    )
  }
  await flood(0, warmUp)
  let growth = Number.POSITIVE_INFINITY
  for (let from = warmUp; growth >= growthLimit && from < warmUp + rounds * round; from += round) {
    const before = residentBytes()
    await flood(from, from + round)
    growth = residentBytes() - before
  }
  agent.destroy()
  assert.ok(growth < growthLimit, `grew by ${Math.round(growth / 1024 / 1024)} MB`)
  assert.equal(codeIn(await send({ body: '{"Limit":1}' })), 'none', 'the server lives on')
})
