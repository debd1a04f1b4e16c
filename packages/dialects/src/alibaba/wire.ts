import type { Output } from '../action.ts'
import { formOf, formPairs, type Head, header, type Pairs, type RawAnswer } from '../raw.ts'
import type { FieldData } from '../spec/fields.ts'
import { unflatten } from '../spec/query.ts'
import { type AlibabaError, meaningOf } from './errors.ts'
import { jsonPairs } from './json-pairs.ts'
import { renderXml } from './xml.ts'

const noBody = new Uint8Array()
/** The old signature, or ECS unsigned. Looked for before anything is parsed; no client encodes letters. */
const byParameters = /(?:^|&)(?:SignatureVersion=1\.0|Version=2014-05-26)(?:&|$)/

export const isV3 = (head: Head): boolean => header(head, 'authorization').startsWith('ACS3-')

/** The newer signature signs by header; the old one says its version among the parameters, and so does who has not signed. */
export function speaksAlibaba(head: Head, body: Uint8Array | undefined): boolean {
  if (isV3(head) || header(head, 'x-acs-action') !== '') return true
  if (header(head, 'x-tc-action') !== '') return false
  return [head.query, formOf(head, body ?? noBody)].some((text) => byParameters.test(text))
}

/** What a request says beside the parameters of its action. */
export interface Asked {
  readonly action: string
  readonly version: string
  /** The query and a form, as the old signature signs them. */
  readonly pairs: Pairs
}

export function readAsked(head: Head, body: Uint8Array | undefined): Asked {
  const pairs = formPairs(head, body ?? noBody)
  const named = new Map(pairs)
  // Each from where it is signed; the other place names the action of a request that is not signed at all.
  const from = (name: string, headerName: string) =>
    (isV3(head) ? undefined : named.get(name)) ?? header(head, headerName)
  return { action: from('Action', 'x-acs-action'), version: from('Version', 'x-acs-version'), pairs }
}

export function readRegion(head: Head, body: Uint8Array, pairs: Pairs): string {
  const all = isJson(head) ? [...pairs, ...jsonPairs(body, {})] : pairs
  return new Map(all).get('RegionId') ?? ''
}

type FieldTable = Readonly<Record<string, FieldData>>

/**
 * The action's parameters, wherever they stand. What the table does not know is passed over, as the vendor does: clients
 * send members of their own. One that must say something and is empty is not given.
 */
export function readParameters(
  head: Head,
  body: Uint8Array,
  pairs: Pairs,
  fields: FieldTable,
): Readonly<Record<string, unknown>> {
  const all = isJson(head) ? [...pairs, ...jsonPairs(body, fields)] : pairs
  const own = all.filter(([name, value]) => {
    const [first = ''] = name.split('.', 1)
    return Object.hasOwn(fields, first) && !(value === '' && fields[first]?.required)
  })
  return unflatten(fields, own)
}

/** The old signature covers the query and a form, and nothing else of a body. */
const isJson = (head: Head) => isV3(head) && header(head, 'content-type').toLowerCase().startsWith('application/json')

/** How one request wants to be answered. */
export interface Style {
  readonly action: string
  readonly host: string
  readonly format: 'json' | 'xml'
  /** In capitals, as the vendor writes it. */
  readonly requestId: string
}

/** Source: who signs by parameters alone is answered in XML unless it says other; official clients always do. */
export function styleOf(head: Head, body: Uint8Array | undefined, requestId: string): Style {
  const { action, pairs } = readAsked(head, body)
  const asked = (new Map(pairs).get('Format') ?? '').toLowerCase()
  const byHeader = header(head, 'x-acs-action') !== '' || header(head, 'accept').includes('json')
  const wantsJson = asked === 'json' || (asked !== 'xml' && byHeader)
  return {
    action,
    host: header(head, 'host'),
    format: wantsJson ? 'json' : 'xml',
    requestId: requestId.toUpperCase(),
  }
}

export function serialize(style: Style, output: Output): RawAnswer {
  const { requestId, action } = style
  return write(style, 200, `${action}Response`, { RequestId: requestId, ...output })
}

export function serializeError(style: Style, { code, message }: AlibabaError): RawAnswer {
  const [status, words] = meaningOf(code)
  const { requestId, host } = style
  const told = words === undefined ? message : `${words} ${message}`
  const answer = write(style, status, 'Error', {
    RequestId: requestId,
    HostId: host,
    Code: code,
    Message: told,
    Recommend: '',
  })
  if (!code.startsWith('Throttling')) return answer
  return { ...answer, headers: { ...answer.headers, 'x-acs-retry-after': retryAfterMs } }
}

/** The allowance of a second is there again after a second, which the CLI and the SDKs sleep as so many milliseconds. */
const retryAfterMs = '1000'

function write({ format, requestId }: Style, status: number, root: string, value: Output): RawAnswer {
  const [type, body] =
    format === 'json'
      ? ['application/json;charset=utf-8', JSON.stringify(value)]
      : ['text/xml;charset=utf-8', renderXml(root, value)]
  return { status, headers: { 'content-type': type, 'x-acs-request-id': requestId }, body }
}
