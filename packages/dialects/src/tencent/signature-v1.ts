import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FindKey } from '../keys.ts'
import { formPairs, type Head, header } from '../raw.ts'
import { TencentError } from './errors.ts'
import { checkToken, findSigner, hostVariants, readTimestamp, wrongSignature } from './keys.ts'

/** Everything that a request under signature v1 says: its action, its signature and its parameters, in one list. */
export type Form = ReadonlyMap<string, string>

/** What the signature itself and the routing use; the rest are the action's own parameters. */
const systemNames: ReadonlySet<string> = new Set([
  'Action',
  'Version',
  'Region',
  'Timestamp',
  'Nonce',
  'SecretId',
  'Signature',
  'SignatureMethod',
  'Token',
  'Language',
  'RequestClient',
])

const algorithms: ReadonlyMap<string, string> = new Map([
  ['', 'sha1'],
  ['HmacSHA1', 'sha1'],
  ['HmacSHA256', 'sha256'],
])

/** Undefined: the request is not of signature v1, which carries everything in parameters and nothing in headers. */
export function readForm(head: Head, body: Uint8Array): Form | undefined {
  if (header(head, 'x-tc-action') !== '' || header(head, 'authorization') !== '') return undefined
  const pairs = formPairs(head, body)
  const form = new Map(pairs)
  if (!form.has('Signature') && !form.has('SecretId')) return undefined
  if (form.size < pairs.length)
    throw new TencentError('InvalidParameter', 'A parameter is given twice: which one was signed cannot be told.')
  return form
}

export const ownPairs = (form: Form): readonly (readonly [string, string])[] =>
  [...form].filter(([name]) => !systemNames.has(name))

/** The same for a request under signature v1. */
export async function authenticateForm<Key>(
  head: Head,
  form: Form,
  find: FindKey<Key>,
  clock: { readonly now: () => number },
): Promise<Key> {
  const value = (name: string) => form.get(name) ?? ''
  const method = value('SignatureMethod')
  const algorithm = algorithms.get(method)
  if (algorithm === undefined)
    throw new TencentError('AuthFailure.InvalidAuthorization', 'SignatureMethod must be HmacSHA1 or HmacSHA256.')
  for (const name of ['SecretId', 'Signature', 'Nonce'])
    if (value(name) === '') throw new TencentError('MissingParameter', `The parameter ${name} is required.`)
  if (!/^\d{1,20}$/.test(value('Nonce')))
    throw new TencentError('InvalidParameter', 'Nonce must be a positive integer.')
  const now = clock.now()
  readTimestamp('The parameter Timestamp', value('Timestamp'), now)
  const found = await findSigner(find, value('SecretId'))
  if (!isSigned(head, form, algorithm, found.secret)) throw wrongSignature('Check the secret key and the parameters.')
  checkToken(found, value('Token'), now)
  return found.key
}

function isSigned(head: Head, form: Form, algorithm: string, secret: string): boolean {
  const given = Buffer.from(form.get('Signature') ?? '', 'base64')
  const signed = [...form]
    .filter(([name]) => name !== 'Signature')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return hostVariants(header(head, 'host')).some((host) =>
    [...new Set([head.path, '/'])].some((path) => {
      // Node hands over the bytes of the host and the path as Latin-1.
      const place = Buffer.from(`${head.method}${host}${path}?`, 'latin1')
      const signature = createHmac(algorithm, secret).update(place).update(signed).digest()
      return signature.length === given.length && timingSafeEqual(signature, given)
    }),
  )
}
