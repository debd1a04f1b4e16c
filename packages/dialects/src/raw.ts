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

/** Name and value pairs of a query or form. Node hands a target's bytes over as Latin-1, so they become UTF-8 here. */
export function parsePairs(text: string): Pairs {
  if (text === '') return []
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const sign = pair.indexOf('=')
      return sign < 0 ? [decode(pair), ''] : [decode(pair.slice(0, sign)), decode(pair.slice(sign + 1))]
    })
}

function decode(text: string): string {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** The pairs of the query and, when the body is a form, of the body. */
export function formPairs(head: Head, body: Uint8Array): Pairs {
  const isForm = header(head, 'content-type').toLowerCase().startsWith('application/x-www-form-urlencoded')
  return [...parsePairs(head.query), ...(isForm ? parsePairs(Buffer.from(body).toString('latin1')) : [])]
}
