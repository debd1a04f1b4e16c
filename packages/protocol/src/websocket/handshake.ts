import { createHash } from 'node:crypto'

const version = '13'
/** A constant of RFC 6455, section 1.3. */
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

export const acceptKey = (key: string): string =>
  createHash('sha1')
    .update(key + magic)
    .digest('base64')

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** The response that opens the socket, or a refusal with what is wrong with the request. */
export function answerUpgrade(
  method: string,
  headers: Headers,
  more: Readonly<Record<string, string>>,
): { readonly opened: string } | { readonly refused: string } {
  const key = String(headers['sec-websocket-key'] ?? '')
  const names = String(headers.upgrade ?? '').toLowerCase()
  if (method !== 'GET' || names !== 'websocket' || !/^[+/0-9A-Za-z]{22}==$/.test(key)) return { refused: refuse('') }
  if (headers['sec-websocket-version'] !== version) return { refused: refuse(`Sec-WebSocket-Version: ${version}\r\n`) }
  const lines = { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Accept': acceptKey(key), ...more }
  return { opened: `HTTP/1.1 101 Switching Protocols\r\n${writeHeaders(lines)}\r\n` }
}

const refuse = (more: string) => `HTTP/1.1 400 Bad Request\r\n${more}Connection: close\r\nContent-Length: 0\r\n\r\n`

const writeHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')

export function writeRequest(url: URL, key: string, more: Readonly<Record<string, string>>): string {
  const headers = {
    Host: url.host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': key,
    'Sec-WebSocket-Version': version,
    ...more,
  }
  return `GET ${url.pathname}${url.search} HTTP/1.1\r\n${writeHeaders(headers)}\r\n`
}

export interface Response {
  readonly status: number
  /** The words behind it. */
  readonly reason: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
}

/** The head of a response, without the empty line at its end. */
export function readResponse(head: string): Response {
  const [first = '', ...lines] = head.split('\r\n')
  const [, status, reason = ''] = /^HTTP\/1\.[01] (\d{3})(?: (.*)|$)/.exec(first) ?? []
  if (!status) throw new Error('what answers is no HTTP server')
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(':')
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
  })
  return { status: Number(status), reason, headers: Object.fromEntries(headers) }
}

/** Throws unless the response opens a socket for the key. */
export function checkResponse({ status, reason, headers }: Response, key: string): void {
  if (status !== 101)
    throw new Error(`the server answered ${`${status} ${reason}`.trim()} where it should open a socket`)
  if (headers.upgrade?.toLowerCase() !== 'websocket' || headers['sec-websocket-accept'] !== acceptKey(key))
    throw new Error('what answers is no server for WebSockets')
  if (headers['sec-websocket-extensions'] !== undefined || headers['sec-websocket-protocol'] !== undefined)
    throw new Error('the server wants an extension that was not asked for')
}
