import { createHash, createHmac } from 'node:crypto'

export interface Credentials {
  readonly id: string
  readonly secret: string
  /** Of a temporary key. */
  readonly token?: string
}

const hmac = (key: string | Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')

/** Signs a request of the native API as TC3-HMAC-SHA256 does, with the service `muster` and the true path. */
export function signRequest(
  credentials: Credentials,
  request: {
    readonly method: string
    readonly host: string
    readonly path: string
    readonly query: string
    readonly body: Uint8Array
  },
  now: number,
): Record<string, string> {
  const seconds = Math.floor(now / 1000)
  const date = new Date(now).toISOString().slice(0, 10)
  const scope = `${date}/muster/tc3_request`
  const type = 'application/json'
  const canonical = [
    request.method, request.path, request.query, `content-type:${type}\nhost:${request.host}\n`, 'content-type;host', sha256(request.body),
  ].join('\n') // biome-ignore format: the lines of the canonical request
  const key = hmac(hmac(hmac(`TC3${credentials.secret}`, date), 'muster'), 'tc3_request')
  const signature = hmac(key, `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256(canonical)}`).toString('hex')
  return {
    authorization: `TC3-HMAC-SHA256 Credential=${credentials.id}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`,
    'content-type': type,
    'x-tc-timestamp': String(seconds),
    ...(credentials.token === undefined ? {} : { 'x-tc-token': credentials.token }),
  }
}
