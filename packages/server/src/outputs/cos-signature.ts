import { createHash, createHmac } from 'node:crypto'
import { type BucketKey, encode } from './sigv4.ts'

export interface CosRequest {
  readonly method: 'GET' | 'PUT'
  /** Not encoded, with its leading slash. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** Seconds since the epoch. */
export interface CosPeriod {
  readonly from: number
  readonly until: number
}

const hmac = (key: string, text: string) => createHmac('sha1', key).update(text).digest('hex')

/** The `Authorization` of a request to Tencent Cloud COS. Source: COS, "Request Signature". */
export function signCos({ method, path, query, headers }: CosRequest, key: BucketKey, period: CosPeriod): string {
  const time = `${period.from};${period.until}`
  const parameters = listed(query)
  const fields = listed(headers)
  const text = `${method.toLowerCase()}\n${path}\n${parameters.pairs}\n${fields.pairs}\n`
  const digest = createHash('sha1').update(text).digest('hex')
  const signature = hmac(hmac(key.secret, time), `sha1\n${time}\n${digest}\n`)
  return [
    'q-sign-algorithm=sha1',
    `q-ak=${key.id}`,
    `q-sign-time=${time}`,
    `q-key-time=${time}`,
    `q-header-list=${fields.names}`,
    `q-url-param-list=${parameters.names}`,
    `q-signature=${signature}`,
  ].join('&')
}

function listed(members: Readonly<Record<string, string>>): { readonly names: string; readonly pairs: string } {
  const sorted = Object.entries(members)
    .map(([name, value]) => [encode(name.toLowerCase()), encode(value)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return {
    names: sorted.map(([name]) => name).join(';'),
    pairs: sorted.map(([name, value]) => `${name}=${value}`).join('&'),
  }
}
