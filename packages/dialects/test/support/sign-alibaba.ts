import { createHash, createHmac } from 'node:crypto'

export interface Acs3Call {
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly action: string
  readonly version?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: string
  readonly contentType?: string
  readonly date: string
  readonly nonce: string
  readonly keyId: string
  readonly secret: string
  readonly token?: string
  /** Put in after the signature was made; an empty value takes a header away. */
  readonly forged?: Readonly<Record<string, string>>
  /** Sent and not signed. */
  readonly extraHeaders?: Readonly<Record<string, string>>
}

const percent = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) => String.fromCharCode(byte))
    .map((character) =>
      /[A-Za-z0-9_.~-]/.test(character)
        ? character
        : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')

const joined = (parameters: Readonly<Record<string, string>>) =>
  Object.keys(parameters)
    .sort()
    .map((name) => `${percent(name)}=${percent(parameters[name] ?? '')}`)
    .join('&')

interface Raw {
  readonly method: string
  readonly rawTarget: string
  readonly rawHeaders: string[]
  readonly body: Uint8Array
}

/** Writes a request under ACS3-HMAC-SHA256 from the vendor's description of it; shares nothing with the code under test. */
export function signAcs3(call: Acs3Call): Raw {
  const { method = 'POST', query = {}, body = '' } = call
  const digest = (text: string) => createHash('sha256').update(text).digest('hex')
  const signed: Record<string, string> = {
    host: '127.0.0.1:8470',
    'x-acs-action': call.action,
    'x-acs-content-sha256': digest(body),
    'x-acs-date': call.date,
    'x-acs-signature-nonce': call.nonce,
    'x-acs-version': call.version ?? '2014-05-26',
    ...(call.token !== undefined && { 'x-acs-security-token': call.token }),
    ...(call.contentType !== undefined && { 'content-type': call.contentType }),
  }
  const names = Object.keys(signed).sort()
  const headers = names.map((name) => `${name}:${signed[name]}\n`).join('')
  const canonical = `${method}\n/\n${joined(query)}\n${headers}\n${names.join(';')}\n${digest(body)}`
  const text = `ACS3-HMAC-SHA256\n${digest(canonical)}`
  const signature = createHmac('sha256', call.secret).update(text).digest('hex')
  const all: Record<string, string> = {
    ...signed,
    authorization: `ACS3-HMAC-SHA256 Credential=${call.keyId},SignedHeaders=${names.join(';')},Signature=${signature}`,
    ...call.extraHeaders,
    ...call.forged,
  }
  return {
    method,
    rawTarget: `/?${joined(query)}`,
    rawHeaders: Object.entries(all).flatMap(([name, value]) => (value === '' ? [] : [name, value])),
    body: Buffer.from(body),
  }
}

export interface RpcCall {
  readonly method?: 'GET' | 'POST'
  readonly parameters: Readonly<Record<string, string>>
  readonly secret: string
  /** Put in after the signature was made. */
  readonly forged?: Readonly<Record<string, string>>
  readonly headers?: readonly string[]
  /** Sent with a GET, and not signed. */
  readonly body?: string
}

/** The same for signature version 1: a GET has all in its query, a POST in a form. */
export function signRpc({ method = 'GET', parameters, secret, forged, headers = [], body = '' }: RpcCall): Raw {
  const text = `${method}&%2F&${percent(joined(parameters))}`
  const Signature = createHmac('sha1', `${secret}&`).update(text).digest('base64')
  const form = joined({ ...parameters, Signature, ...forged })
  const inBody = method === 'POST'
  return {
    method,
    rawTarget: inBody ? '/' : `/?${form}`,
    rawHeaders: [
      ...['Host', '127.0.0.1:8470'],
      ...(inBody ? ['Content-Type', 'application/x-www-form-urlencoded'] : []),
      ...headers,
    ],
    body: Buffer.from(inBody ? form : body),
  }
}
