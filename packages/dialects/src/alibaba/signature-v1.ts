import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AccessKey } from '@muster/core'
import type { FindKey } from '../keys.ts'
import type { Pairs } from '../raw.ts'
import { AlibabaError } from './errors.ts'
import { checkTime, checkToken, findSigner, incomplete, wrongSignature } from './keys.ts'
import type { UseNonce } from './nonces.ts'
import { encode } from './percent.ts'

const algorithms: ReadonlyMap<string, string> = new Map([
  ['HMAC-SHA1', 'sha1'],
  ['HMAC-SHA256', 'sha256'],
])

/** Signature version 1: everything is a parameter, of the query or of a form. */
export async function authenticatePairs(
  method: string,
  pairs: Pairs,
  find: FindKey<AccessKey>,
  { now, useNonce }: { readonly now: number; readonly useNonce: UseNonce },
): Promise<AccessKey> {
  const named = new Map(pairs)
  if (named.size < pairs.length)
    throw new AlibabaError('InvalidParameter', 'A parameter is given twice: which one was signed cannot be told.')
  const value = (name: string) => named.get(name) ?? ''
  for (const name of ['Action', 'Version', 'AccessKeyId', 'Signature', 'SignatureNonce', 'Timestamp'])
    if (value(name) === '') throw incomplete(`The request is not signed: it has no ${name}.`)
  const algorithm = algorithms.get(value('SignatureMethod'))
  if (algorithm === undefined || value('SignatureVersion') !== '1.0')
    throw new AlibabaError(
      'InvalidSignatureMethod',
      'Use SignatureMethod HMAC-SHA1 with SignatureVersion 1.0, or the signature ACS3-HMAC-SHA256.',
    )
  checkTime(value('Timestamp'), now)
  const held = await findSigner(find, value('AccessKeyId'))
  const text = textToSign(method, pairs)
  const expected = createHmac(algorithm, `${held.secret}&`).update(text).digest()
  const given = Buffer.from(value('Signature'), 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw wrongSignature(hintOn(text))
  checkToken(held, value('SecurityToken'), now)
  useNonce(value('AccessKeyId'), value('SignatureNonce'))
  return held.key
}

/** Far more than any call but one with a long script or file. */
const longestHint = 8 * 1024

/** Older SDKs look for these words: where the text is the one that they have signed, they say that the secret is wrong. */
const hintOn = (text: string): string =>
  text.length > longestHint ? 'Check the secret of the key and the parameters.' : `server string to sign is:${text}`

function textToSign(method: string, pairs: Pairs): string {
  const list = pairs
    .filter(([name]) => name !== 'Signature')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')
  return `${method}&%2F&${encode(list)}`
}
