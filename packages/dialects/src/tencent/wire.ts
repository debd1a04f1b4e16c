import { parseJson } from '@muster/core'
import type { Output } from '../action.ts'
import { formPairs, type Head, header, parsePairs, type RawAnswer } from '../raw.ts'
import type { FieldData } from '../spec/fields.ts'
import { unflatten } from '../spec/query.ts'
import { inChinese } from './chinese.ts'
import { TencentError } from './errors.ts'
import { boundaryOf, parseMultipart } from './multipart.ts'
import { type Form, ownPairs, readForm } from './signature-v1.ts'

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

/** English is the language of the details; who asks for Chinese reads first in Chinese what the code means. */
export function serializeError(requestId: string, { code, message }: TencentError, language: string): RawAnswer {
  const told = language.toLowerCase() === 'zh-cn' ? inChinese(code, message) : message
  return serialize(requestId, { Error: { Code: code, Message: told } })
}

export function checkProtocol(head: Head): void {
  if (head.method !== 'GET' && head.method !== 'POST')
    throw new TencentError('UnsupportedProtocol', 'Send the request by POST or GET.')
}

/** Of a request that may make no sense at all. */
export function languageOf(head: Head, body: Uint8Array | undefined): string {
  const pair = formPairs(head, body ?? new Uint8Array()).find(([name]) => name === 'Language')
  return header(head, 'x-tc-language') || (pair?.[1] ?? '')
}

/** What a request says beside the parameters of its action. */
export interface Call {
  readonly action: string
  readonly version: string
  readonly region: string
  /** Under signature v1, which the pipeline has to check; undefined under TC3. */
  readonly form: Form | undefined
}

export function readCall(head: Head, body: Uint8Array): Call {
  const form = readForm(head, body)
  const from = (member: string, name: string) => (form ? (form.get(member) ?? '') : header(head, name))
  return {
    action: from('Action', 'x-tc-action'),
    version: from('Version', 'x-tc-version'),
    region: from('Region', 'x-tc-region'),
    form,
  }
}

type FieldTable = Readonly<Record<string, FieldData>>

/** The action's parameters as JSON would hold them, still unchecked. */
export function readParameters(
  head: Head,
  body: Uint8Array,
  form: Form | undefined,
  fields: FieldTable,
): Readonly<Record<string, unknown>> {
  if (form) return unflatten(fields, ownPairs(form))
  if (head.method === 'GET') return unflatten(fields, parsePairs(head.query))
  const boundary = boundaryOf(header(head, 'content-type'))
  return boundary === undefined ? parseBody(body) : readParts(parseMultipart(body, boundary), fields)
}

/** Some clients flatten lists and objects into parts, others write each as JSON. */
function readParts(
  parts: readonly (readonly [string, string])[],
  fields: FieldTable,
): Readonly<Record<string, unknown>> {
  const isJson = ([name, value]: readonly [string, string]) =>
    Object.hasOwn(fields, name) && ['list', 'record', 'filters'].includes(fields[name]?.type ?? '') && value !== ''
  const whole = parts.filter(isJson).map(([name, value]) => [name, parseText(Buffer.from(value))])
  return {
    ...unflatten(
      fields,
      parts.filter((part) => !isJson(part)),
    ),
    ...Object.fromEntries(whole),
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function parseBody(body: Uint8Array): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {}
  const value = parseText(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TencentError('InvalidParameter', 'The body must be a JSON object.')
  return value as Record<string, unknown>
}

function parseText(body: Uint8Array): unknown {
  try {
    return parseJson(utf8.decode(body))
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is not UTF-8'
    throw new TencentError('InvalidParameter', `The body cannot be read: ${reason}.`)
  }
}
