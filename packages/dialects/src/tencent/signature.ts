import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { FindKey } from '../keys.ts'
import { type Head, header } from '../raw.ts'
import { removeOldest } from '../remove-oldest.ts'
import { TencentError } from './errors.ts'
import { checkToken, findSigner, hostVariants, readTimestamp, wrongSignature } from './keys.ts'

const algorithm = 'TC3-HMAC-SHA256'
const maxSignedHeaders = 32
const maxCachedKeys = 1_000

interface Authorization {
  readonly secretId: string
  readonly date: string
  /** Whatever the client's endpoint made of it: Node's SDK writes `127` or `localhost:8080` here. */
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: Buffer
}

/** Gives the key that signed the request, once `find` has told its secret, or throws. */
export type Authenticate = <Key>(head: Head, body: Uint8Array, find: FindKey<Key>) => Promise<Key>

/**
 * `own` is for an API of ours under the same signature: only its service and the true path count, so that a signature
 * made for a dialect can serve for nothing else.
 */
export function createAuthenticate(
  clock: { readonly now: () => number },
  own?: { readonly service: string },
): Authenticate {
  const signingKeys = createSigningKeys()
  return async (head, body, find) => {
    const authorization = parseAuthorization(header(head, 'authorization'))
    if (own && authorization.service !== own.service) throw invalid(`The service in Credential must be ${own.service}.`)
    const now = clock.now()
    const timestamp = header(head, 'x-tc-timestamp')
    checkDate(readTimestamp('The header X-TC-Timestamp', timestamp, now), authorization.date)
    const found = await findSigner(find, authorization.secretId)
    const signingKey = signingKeys.get(authorization, found.secret)
    if (!isSigned(head, body, authorization, timestamp, signingKey, own ? [head.path] : variants('/', head.path)))
      throw wrongSignature('Check the secret key and the signed headers.')
    signingKeys.keep(authorization, found.secret, signingKey)
    checkToken(found, header(head, 'x-tc-token'), now)
    return found.key
  }
}

const invalid = (message: string) => new TencentError('AuthFailure.InvalidAuthorization', message)

function parseAuthorization(text: string): Authorization {
  if (text === '' || text === 'SKIP') throw invalid('The request is not signed: it has no Authorization header.')
  if (!text.startsWith(`${algorithm} `)) throw invalid(`The Authorization header must start with ${algorithm}.`)
  const members = new Map(
    text
      .slice(algorithm.length + 1)
      .split(',')
      .map((member) => [member.slice(0, member.indexOf('=')).trim(), member.slice(member.indexOf('=') + 1).trim()]),
  )
  const credential = /^([^/\s]+)\/(\d{4}-\d{2}-\d{2})\/(.+)\/tc3_request$/.exec(members.get('Credential') ?? '')
  if (!credential) throw invalid('The Credential must be <SecretId>/<date>/<service>/tc3_request.')
  const [, secretId = '', date = '', service = ''] = credential
  const signature = members.get('Signature') ?? ''
  if (!/^[0-9a-f]{64}$/i.test(signature)) throw invalid('The Signature must be 64 hexadecimal digits.')
  const signedHeaders = (members.get('SignedHeaders') ?? '').toLowerCase().split(';')
  if (!signedHeaders.includes('host') || !signedHeaders.includes('content-type'))
    throw invalid('SignedHeaders must name content-type and host.')
  if (signedHeaders.length > maxSignedHeaders) throw invalid(`At most ${maxSignedHeaders} headers can be signed.`)
  // One long header that is named again and again would be hashed by the megabyte, before anyone is known.
  if (new Set(signedHeaders).size < signedHeaders.length) throw invalid('SignedHeaders must name each header once.')
  return { secretId, date, service, signedHeaders, signature: Buffer.from(signature, 'hex') }
}

function checkDate(seconds: number, date: string): void {
  if (new Date(seconds * 1000).toISOString().slice(0, 10) !== date)
    throw new TencentError(
      'AuthFailure.SignatureFailure',
      'The date in Credential must be the UTC date of X-TC-Timestamp.',
    )
}

const sha256 = (data: Uint8Array | string) => hash('sha256', data)
const hmac = (key: KeyObject | Uint8Array | string, text: string | Uint8Array) =>
  createHmac('sha256', key).update(text).digest()

/** Tries each way in which official clients are known to write the canonical request. */
function isSigned(
  head: Head,
  body: Uint8Array,
  { date, service, signedHeaders, signature }: Authorization,
  timestamp: string,
  signingKey: KeyObject,
  paths: readonly string[],
): boolean {
  const unsigned = header(head, 'x-tc-content-sha256') === 'UNSIGNED-PAYLOAD'
  const payload = sha256(unsigned ? 'UNSIGNED-PAYLOAD' : body)
  const scope = `${algorithm}\n${timestamp}\n${date}/${service}/tc3_request\n`
  for (const path of paths)
    for (const host of hostVariants(header(head, 'host'))) {
      const values = signedHeaders.map((name) => (name === 'host' ? host : header(head, name)))
      for (const headers of variants(lines(signedHeaders, values), lines(signedHeaders, values.map(lowerCase)))) {
        const canonical = [head.method, path, head.query, headers, signedHeaders.join(';'), payload].join('\n')
        // Node hands over the bytes of the head as Latin-1; this gives them back.
        const digest = sha256(Buffer.from(canonical, 'latin1'))
        if (timingSafeEqual(hmac(signingKey, Buffer.from(scope + digest, 'latin1')), signature)) return true
      }
    }
  return false
}

const lines = (names: readonly string[], values: readonly string[]) =>
  names.map((name, index) => `${name}:${values[index]}\n`).join('')
const lowerCase = (text: string) => text.toLowerCase()
const variants = (usual: string, other: string): readonly string[] => (usual === other ? [usual] : [usual, other])

/**
 * Derived keys are the same for a day; only those that have signed a request are kept. As a KeyObject, one makes an HMAC
 * in 2.4 µs, as bytes in 12.
 */
function createSigningKeys() {
  const cache = new Map<string, { readonly secret: string; readonly key: KeyObject }>()
  const name = ({ secretId, date, service }: Authorization) => `${secretId}\n${date}\n${service}`
  return {
    get(authorization: Authorization, secret: string): KeyObject {
      const cached = cache.get(name(authorization))
      if (cached?.secret === secret) return cached.key
      const dated = hmac(`TC3${secret}`, authorization.date)
      return createSecretKey(hmac(hmac(dated, Buffer.from(authorization.service, 'latin1')), 'tc3_request'))
    },
    keep(authorization: Authorization, secret: string, key: KeyObject): void {
      cache.set(name(authorization), { secret, key })
      if (cache.size > maxCachedKeys) removeOldest(cache)
    },
  }
}
