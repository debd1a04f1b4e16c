import { createHash, createHmac } from 'node:crypto'

export interface Key {
  readonly secretId: string
  readonly secretKey: string
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** The headers of a TC3-signed call; service `tat` with path `/`, or `muster` with the true path. */
export function signedHeaders(
  key: Key,
  call: {
    readonly service: 'tat' | 'muster'
    readonly method: string
    readonly host: string
    readonly path: string
    readonly query: string
    readonly body: string
  },
): Record<string, string> {
  const seconds = Math.floor(Date.now() / 1000)
  const date = new Date(seconds * 1000).toISOString().slice(0, 10)
  const scope = `${date}/${call.service}/tc3_request`
  const canonical = `${call.method}\n${call.path}\n${call.query}\ncontent-type:application/json\nhost:${call.host}\n\ncontent-type;host\n${sha256(call.body)}`
  const text = `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256(canonical)}`
  const signing = hmac(hmac(hmac(`TC3${key.secretKey}`, date), call.service), 'tc3_request')
  return {
    host: call.host,
    authorization: `TC3-HMAC-SHA256 Credential=${key.secretId}/${scope}, SignedHeaders=content-type;host, Signature=${hmac(signing, text).toString('hex')}`,
    'content-type': 'application/json',
    'x-tc-timestamp': String(seconds),
  }
}
