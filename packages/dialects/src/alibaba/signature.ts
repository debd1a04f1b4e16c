import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { AccessKey } from '@muster/core'
import type { FindKey } from '../keys.ts'
import { type Head, header, parsePairs } from '../raw.ts'
import { AlibabaError } from './errors.ts'
import { checkTime, checkToken, findSigner, incomplete, wrongSignature } from './keys.ts'
import type { UseNonce } from './nonces.ts'
import { encode } from './percent.ts'

const algorithm = 'ACS3-HMAC-SHA256'
const maxSignedHeaders = 32

/** What the server goes by must be covered by the signature. */
const mustSign = ['host', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce'] as const

interface Authorization {
  readonly keyId: string
  readonly signedHeaders: readonly string[]
  readonly signature: Buffer
}

/** Signature version 3: everything that identifies the call is in headers. */
export async function authenticate(
  head: Head,
  body: Uint8Array,
  find: FindKey<AccessKey>,
  { now, useNonce }: { readonly now: number; readonly useNonce: UseNonce },
): Promise<AccessKey> {
  const authorization = parseAuthorization(head, body)
  const { keyId } = authorization
  checkTime(header(head, 'x-acs-date'), now)
  const payload = hash('sha256', body)
  if (header(head, 'x-acs-content-sha256').toLowerCase() !== payload)
    throw wrongSignature('x-acs-content-sha256 is not the hash of the body.')
  const held = await findSigner(find, keyId)
  if (!isSigned(head, payload, authorization, held.secret))
    throw wrongSignature('Check the secret of the key, the signed headers and the query.')
  checkToken(held, header(head, 'x-acs-security-token'), now)
  useNonce(keyId, header(head, 'x-acs-signature-nonce'))
  return held.key
}

function parseAuthorization(head: Head, body: Uint8Array): Authorization {
  const text = header(head, 'authorization')
  if (!text.startsWith(`${algorithm} `))
    throw new AlibabaError('InvalidSignatureMethod', `The Authorization header must start with ${algorithm}.`)
  const members = new Map(
    text
      .slice(algorithm.length + 1)
      .split(',')
      .map((member) => [member.slice(0, member.indexOf('=')).trim(), member.slice(member.indexOf('=') + 1).trim()]),
  )
  const keyId = members.get('Credential') ?? ''
  const signature = members.get('Signature') ?? ''
  const signedHeaders = (members.get('SignedHeaders') ?? '').toLowerCase().split(';')
  if (keyId === '') throw incomplete('The Credential of the Authorization header must be the id of an access key.')
  if (!/^[0-9a-f]{64}$/i.test(signature)) throw incomplete('The Signature must be 64 hexadecimal digits.')
  if (signedHeaders.length > maxSignedHeaders) throw incomplete(`At most ${maxSignedHeaders} headers can be signed.`)
  if (new Set(signedHeaders).size < signedHeaders.length) throw incomplete('SignedHeaders must name each header once.')
  const named = ['x-acs-security-token', ...(body.length > 0 ? ['content-type'] : [])]
  for (const name of [...mustSign, ...named.filter((name) => head.headers.has(name))])
    if (!signedHeaders.includes(name) || header(head, name) === '')
      throw incomplete(`The header ${name} must be sent and signed.`)
  return { keyId, signedHeaders, signature: Buffer.from(signature, 'hex') }
}

/** Some clients sign the path of their endpoint, others the slash that an RPC call has. */
function isSigned(head: Head, payload: string, { signedHeaders, signature }: Authorization, secret: string): boolean {
  const query = canonicalQuery(head)
  // Node hands over the bytes of the head as Latin-1; this gives them back.
  const headers = signedHeaders.map((name) => `${name}:${header(head, name)}\n`).join('')
  const tail = Buffer.from(`${headers}\n${signedHeaders.join(';')}\n${payload}`, 'latin1')
  return [...new Set([head.path, '/'])].some((path) => {
    const place = Buffer.from(`${head.method}\n${path}\n${query}\n`, 'latin1')
    const text = `${algorithm}\n${hash('sha256', Buffer.concat([place, tail]))}`
    return timingSafeEqual(createHmac('sha256', secret).update(text).digest(), signature)
  })
}

const canonicalQuery = ({ query }: Head): string =>
  parsePairs(query)
    .map(([name, value]) => [name, `${encode(name)}=${encode(value)}`] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pair]) => pair)
    .join('&')
