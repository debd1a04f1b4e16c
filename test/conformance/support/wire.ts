import { createHash, createHmac } from 'node:crypto'
import { connect } from 'node:net'
import { server } from './fleet.ts'

/** A request as no SDK would send it: what is not said is as a proper client does it. */
export interface WireCall {
  readonly method?: string
  /** What follows the slash: nothing, or a question mark and a query, one character for each byte. */
  readonly target?: string
  readonly action?: string
  readonly version?: string
  readonly contentType?: string
  /** What stands in the Host header; null leaves the header out. */
  readonly host?: string | null
  readonly body?: string
  /** Bytes of body in place of a text. */
  readonly bodyBytes?: number
  /** Less than the length of the body, or more. */
  readonly contentLength?: number
  readonly chunked?: true
  readonly skewSeconds?: number
  readonly secret?: string
  /** In place of the true one. */
  readonly authorization?: string
  /** Lines after all others. */
  readonly extra?: readonly string[]
  /** Headers to leave out. */
  readonly without?: readonly string[]
}

export interface WireCase {
  readonly name: string
  readonly send: WireCall
  readonly code: string
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text, 'latin1').digest()
const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest('hex')

/** The bytes of a request, signed by the documentation. */
export function write(call: WireCall): { readonly head: Buffer; readonly body: Buffer } {
  const { method = 'POST', target = '', contentType = 'application/json', skewSeconds = 0 } = call
  const host = call.host === undefined ? new URL(server.url).host : call.host
  const seconds = Math.floor(Date.now() / 1000) + skewSeconds
  const body = call.bodyBytes ? Buffer.alloc(call.bodyBytes, ' ') : Buffer.from(call.body ?? '{}', 'latin1')
  const query = target.slice(1)
  const canonical = `${method}\n/\n${query}\ncontent-type:${contentType}\nhost:${host ?? ''}\n\ncontent-type;host\n${sha256(body)}`
  const date = new Date(seconds * 1000).toISOString().slice(0, 10)
  const scope = `${date}/tat/tc3_request`
  const key = hmac(hmac(hmac(`TC3${call.secret ?? server.key.secretKey}`, date), 'tat'), 'tc3_request')
  const digest = sha256(Buffer.from(canonical, 'latin1'))
  const signature = hmac(key, `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${digest}`).toString('hex')
  const credential = `Credential=${server.key.secretId}/${scope}`
  const headers: Readonly<Record<string, string | undefined>> = {
    Host: host ?? undefined,
    'Content-Type': contentType,
    Authorization:
      call.authorization ?? `TC3-HMAC-SHA256 ${credential}, SignedHeaders=content-type;host, Signature=${signature}`,
    'X-TC-Action': call.action ?? 'DescribeCommands',
    'X-TC-Version': call.version ?? '2020-10-28',
    'X-TC-Timestamp': String(seconds),
    ...(call.chunked
      ? { 'Transfer-Encoding': 'chunked' }
      : { 'Content-Length': String(call.contentLength ?? body.length) }),
  }
  const lines = Object.entries(headers)
    .filter(([name, value]) => value !== undefined && !call.without?.includes(name))
    .map(([name, value]) => `${name}: ${value}`)
  const head = [`${method} /${target} HTTP/1.1`, ...lines, ...(call.extra ?? []), '', ''].join('\r\n')
  return { head: Buffer.from(head, 'latin1'), body: call.chunked ? chunk(body) : body }
}

function chunk(body: Buffer): Buffer {
  const parts = [body.subarray(0, 1), body.subarray(1)].filter((part) => part.length > 0)
  const framed = parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
  return Buffer.concat([...framed, Buffer.from('0\r\n\r\n')])
}

export interface WireAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

/** Sends bytes over a socket of their own; the last of so many answers, or undefined when the server closed before it. */
export function exchange(
  parts: readonly Buffer[],
  { answers = 1, end }: { readonly answers?: number; readonly end?: 'half' } = {},
): Promise<WireAnswer | undefined> {
  const { hostname, port } = new URL(server.url)
  const { promise, resolve } = Promise.withResolvers<WireAnswer | undefined>()
  let received = Buffer.alloc(0)
  let awaited = answers
  const socket = connect(Number(port), hostname, () => {
    for (const part of parts) socket.write(part)
    if (end === 'half') socket.end()
  })
  socket.on('data', (data) => {
    received = Buffer.concat([received, data])
    for (let next = parse(received); next; next = parse(received)) {
      received = received.subarray(next.size)
      awaited -= 1
      if (awaited > 0) continue
      resolve(next)
      return void socket.destroy()
    }
  })
  // A reset after the answer is of no interest; without one it reads as undefined.
  socket.on('error', () => resolve(undefined))
  socket.on('close', () => resolve(undefined))
  return promise
}

function parse(received: Buffer): (WireAnswer & { readonly size: number }) | undefined {
  const end = received.indexOf('\r\n\r\n') + 4
  if (end < 4) return undefined
  const [first = '', ...lines] = received
    .subarray(0, end - 4)
    .toString('latin1')
    .split('\r\n')
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const size = end + Number(headers.get('content-length') ?? 0)
  if (received.length < size) return undefined
  return { status: Number(first.split(' ')[1]), headers, text: received.subarray(end, size).toString(), size }
}

export const send = (call: WireCall): Promise<WireAnswer | undefined> => {
  const { head, body } = write(call)
  return exchange([head, body])
}

/** The code of a dialect's answer, `none` for a success; anything but the vendor's envelope gives another text. */
export function codeIn(answer: WireAnswer | undefined): string {
  if (!answer) return 'no answer'
  if (answer.status !== 200) return `status ${answer.status}`
  const { Response } = JSON.parse(answer.text) as { Response: { Error?: { Code: string } } }
  return Response.Error?.Code ?? 'none'
}
