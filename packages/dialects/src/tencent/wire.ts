import { formPairs, type Head, header, parsePairs, type RawAnswer } from '../raw.ts'
import type { FieldData } from '../spec/fields.ts'
import { unflatten } from '../spec/query.ts'
import type { Output } from './action.ts'
import { TencentError } from './errors.ts'

/** Source: API 3.0, TC3 signature: 10 MB of body, 32 KB of query. */
export const sizeLimits = { body: 10 * 1024 * 1024, query: 32 * 1024, usualBody: 1024 * 1024 } as const

/**
 * Always 200: Node's SDK drops the body of any other status. The content type stays bare: with a charset, Python's SDK
 * takes an error for an empty success.
 */
export function serialize(requestId: string, response: Output): RawAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Response: { ...response, RequestId: requestId } }),
  }
}

export const serializeError = (requestId: string, { code, message }: TencentError): RawAnswer =>
  serialize(requestId, { Error: { Code: code, Message: message } })

export function checkProtocol(head: Head): void {
  if (head.method !== 'GET' && head.method !== 'POST')
    throw new TencentError('UnsupportedProtocol', 'Send the request by POST or GET.')
}

/** The old signature carries everything in parameters; it is told apart before the headers are asked for. */
export function refuseOldSignature(head: Head, body: Uint8Array): void {
  if (header(head, 'x-tc-action') !== '' || header(head, 'authorization') !== '') return
  const names = new Set(formPairs(head, body).map(([name]) => name))
  if (names.has('Signature') || names.has('SecretId'))
    throw new TencentError(
      'AuthFailure.InvalidAuthorization',
      'Signature version 1 (HmacSHA1, HmacSHA256) is not served yet: sign with TC3-HMAC-SHA256.',
    )
}

export function chooseRegion(head: Head, region: string, strict: readonly string[] | undefined): string {
  const asked = header(head, 'x-tc-region')
  if (asked === '') return region
  if (strict && !strict.includes(asked))
    throw new TencentError('UnsupportedRegion', `This server serves the regions ${strict.join(', ')}.`)
  return asked
}

/** The action's parameters as JSON would hold them, still unchecked. */
export function readParameters(
  head: Head,
  body: Uint8Array,
  fields: Readonly<Record<string, FieldData>>,
): Readonly<Record<string, unknown>> {
  return head.method === 'GET' ? unflatten(fields, parsePairs(head.query)) : parseBody(body)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The tables bound how deep and how long what is read may be; the parser itself is bounded by the size of the body. */
function parseBody(body: Uint8Array): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {}
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(body))
  } catch {
    throw new TencentError('InvalidParameter', 'The body is not valid JSON in UTF-8.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TencentError('InvalidParameter', 'The body must be a JSON object.')
  return value as Record<string, unknown>
}
