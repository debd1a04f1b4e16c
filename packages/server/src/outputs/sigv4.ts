import { createHash, createHmac } from 'node:crypto'

export interface BucketKey {
  readonly id: string
  readonly secret: string
}

export interface SignedRequest {
  readonly method: 'GET' | 'PUT'
  readonly url: URL
  /** With lower-case names; `host` and the time are added. */
  readonly headers: Readonly<Record<string, string>>
  /** SHA-256 of the body in hexadecimal. */
  readonly bodyHash: string
}

interface Signing {
  readonly key: BucketKey
  readonly region: string
  readonly now: number
}

const hmac = (key: string | Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Each byte that is not unreserved becomes %XX. Source: AWS Signature Version 4, UriEncode. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/** The path of an object as it is sent and signed: slashes stand for themselves. */
export const encodeKey = (key: string): string => key.split('/').map(encode).join('/')

/** Signs a request for S3 or a server that speaks it. Source: AWS, "Authenticating Requests (AWS Signature Version 4)". */
export function signSigV4(request: SignedRequest, { key, region, now }: Signing): Record<string, string> {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    'x-amz-content-sha256': request.bodyHash,
    'x-amz-date': time,
  }
  const names = Object.keys(headers).sort()
  const signed = names.join(';')
  const canonical = [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signed,
    request.bodyHash,
  ].join('\n')
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`
  const signingKey = scope.split('/').reduce<string | Uint8Array>((so, part) => hmac(so, part), `AWS4${key.secret}`)
  const signature = hmac(signingKey, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.id}/${scope},SignedHeaders=${signed},Signature=${signature}`
  return { ...headers, authorization }
}

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
