/** The head of a request as it came in, nothing re-encoded: signatures cover the very bytes. */
export interface RawHead {
  readonly method: string
  /** The request target of the first line: path and query. */
  readonly rawTarget: string
  /** Names and values in turn, as Node gives them. */
  readonly rawHeaders: readonly string[]
}

/** The same taken apart. */
export interface Head {
  readonly method: string
  readonly path: string
  /** Without its question mark, as received. */
  readonly query: string
  /** By lower-case name. Of a repeated header the first counts, for the signature as for the routing. */
  readonly headers: ReadonlyMap<string, string>
}

export interface RawRequest {
  readonly head: Head
  /** Undefined: longer than `bodyLimit` allows, so the listener stopped reading. */
  readonly body: Uint8Array | undefined
  readonly peer: string
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export function parseHead({ method, rawTarget, rawHeaders }: RawHead): Head {
  const mark = rawTarget.indexOf('?')
  const headers = new Map<string, string>()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    if (!headers.has(name)) headers.set(name, (rawHeaders[index + 1] ?? '').trim())
  }
  return {
    method,
    path: mark < 0 ? rawTarget : rawTarget.slice(0, mark),
    query: mark < 0 ? '' : rawTarget.slice(mark + 1),
    headers,
  }
}

export const header = (head: Head, name: string): string => head.headers.get(name) ?? ''

export type Pair = readonly [name: string, value: string]
export type Pairs = readonly Pair[]

/** More than any action has members, the items of its lists counted each; a megabyte of `a&a&` took a quarter of a second. */
export const mostPairs = 2_000

/** Whether a query or form holds more than is read of it. */
export const hasTooManyPairs = (head: Head, body: Uint8Array): boolean =>
  [head.query, formOf(head, body)].some((text) => text.split('&', mostPairs + 1).length > mostPairs)

/** Name and value pairs of a query or form. Node hands a target's bytes over as Latin-1, so they become UTF-8 here. */
export const parsePairs = (text: string): Pairs =>
  text
    .split('&', mostPairs)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const sign = pair.indexOf('=')
      return sign < 0 ? [decode(pair), ''] : [decode(pair.slice(0, sign)), decode(pair.slice(sign + 1))]
    })

function decode(text: string): string {
  const bytes = Buffer.from(text, 'latin1')
  // By hand: a regular expression calls back for each escape, and a megabyte of `+` took replaceAll 150 ms.
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const high = bytes[at] === percent ? hexDigit(bytes[at + 1]) : undefined
    const low = high === undefined ? undefined : hexDigit(bytes[at + 2])
    if (high === undefined || low === undefined) bytes[length++] = bytes[at] === plus ? space : (bytes[at] ?? 0)
    else {
      bytes[length++] = high * 16 + low
      at += 2
    }
  }
  return bytes.toString('utf8', 0, length)
}

const [percent, plus, space] = [0x25, 0x2b, 0x20]

function hexDigit(code: number | undefined): number | undefined {
  if (code === undefined) return undefined
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined
}

/** The text of a body that is a form, as Latin-1. */
export const formOf = (head: Head, body: Uint8Array): string =>
  header(head, 'content-type').toLowerCase().startsWith('application/x-www-form-urlencoded')
    ? Buffer.from(body).toString('latin1')
    : ''

/** The pairs of the query and, when the body is a form, of the body. */
export const formPairs = (head: Head, body: Uint8Array): Pairs => [
  ...parsePairs(head.query),
  ...parsePairs(formOf(head, body)),
]
