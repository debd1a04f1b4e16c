import { createHash, createHmac } from 'node:crypto'

export interface BucketKey {
  readonly id: string
  readonly secret: string
}

export interface SignedRequest {
  readonly method: 'GET' | 'PUT' | 'DELETE'
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
export function signSigV4(request: SignedRequest, signing: Signing): Record<string, string> {
  const time = timeOf(signing.now)
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    'x-amz-content-sha256': request.bodyHash,
    'x-amz-date': time,
  }
  const names = Object.keys(headers).sort().join(';')
  const credential = `${signing.key.id}/${scopeOf(signing)}`
  const signature = signatureOf({ ...request, headers }, signing)
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names},Signature=${signature}`
  return { ...headers, authorization }
}

/** The address by which whoever has it may make this one request, for so many seconds. */
export function presignSigV4(
  { method, url }: Pick<SignedRequest, 'method' | 'url'>,
  seconds: number,
  signing: Signing,
): URL {
  const presigned = new URL(url)
  presigned.search = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${signing.key.id}/${scopeOf(signing)}`,
    'X-Amz-Date': timeOf(signing.now),
    'X-Amz-Expires': String(seconds),
    'X-Amz-SignedHeaders': 'host',
  }).toString()
  const request = { method, url: presigned, headers: { host: url.host }, bodyHash: 'UNSIGNED-PAYLOAD' }
  presigned.searchParams.set('X-Amz-Signature', signatureOf(request, signing))
  return presigned
}

const timeOf = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
const scopeOf = ({ region, now }: Signing): string => `${timeOf(now).slice(0, 8)}/${region}/s3/aws4_request`

function signatureOf({ method, url, headers, bodyHash }: SignedRequest, signing: Signing): string {
  const names = Object.keys(headers).sort()
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    bodyHash,
  ].join('\n')
  const scope = scopeOf(signing)
  const key = scope.split('/').reduce<string | Uint8Array>((so, part) => hmac(so, part), `AWS4${signing.key.secret}`)
  return hmac(key, `AWS4-HMAC-SHA256\n${timeOf(signing.now)}\n${scope}\n${sha256(canonical)}`).toString('hex')
}

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
