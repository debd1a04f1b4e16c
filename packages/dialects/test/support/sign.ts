import { createHash, createHmac } from 'node:crypto'

export interface SignedCall {
  readonly method: string
  /** What the first line and the headers of the request hold. */
  readonly target: string
  readonly host: string
  readonly contentType: string
  readonly body: string
  readonly action: string
  readonly version: string
  readonly timestamp: number
  readonly secretId: string
  readonly secretKey: string
  /** What the client puts in its scope and canonical request; by default what it sends. */
  readonly service?: string
  readonly date?: string
  readonly signedHost?: string
  readonly signedPath?: string
  readonly signedQuery?: string
  readonly signedBody?: string
  /** Signed in this order, as `name: value as signed`. */
  readonly signedHeaders?: readonly (readonly [string, string])[]
  readonly extraHeaders?: readonly (readonly [string, string])[]
}

/** Writes a TC3 request from the vendor's description of it; shares nothing with the code under test. */
export function signTc3(call: SignedCall): {
  method: string
  rawTarget: string
  rawHeaders: string[]
  body: Uint8Array
} {
  const [, ...query] = call.target.split('?')
  const date = call.date ?? new Date(call.timestamp * 1000).toISOString().split('T')[0] ?? ''
  const service = call.service ?? 'tat'
  const signed = call.signedHeaders ?? [
    ['content-type', call.contentType],
    ['host', call.signedHost ?? call.host],
  ]
  const names = signed.map(([name]) => name).join(';')
  const request = `${call.method}
${call.signedPath ?? '/'}
${call.signedQuery ?? query.join('?')}
${signed.map(([name, value]) => `${name}:${value}`).join('\n')}

${names}
${hash(call.signedBody ?? call.body)}`
  const scope = `${date}/${service}/tc3_request`
  const text = `TC3-HMAC-SHA256\n${call.timestamp}\n${scope}\n${hash(request)}`
  const key = [date, service, 'tc3_request'].reduce<Buffer>(
    (k, part) => mac(k, part),
    Buffer.from(`TC3${call.secretKey}`),
  )
  return {
    method: call.method,
    rawTarget: call.target,
    rawHeaders: [
      ['Host', call.host],
      ['Content-Type', call.contentType],
      ['X-TC-Action', call.action],
      ['X-TC-Version', call.version],
      ['X-TC-Timestamp', String(call.timestamp)],
      ...(call.extraHeaders ?? []),
      [
        'Authorization',
        `TC3-HMAC-SHA256 Credential=${call.secretId}/${scope}, SignedHeaders=${names}, Signature=${mac(key, text).toString('hex')}`,
      ],
    ].flat(),
    body: Buffer.from(call.body),
  }
}

const hash = (text: string) => createHash('sha256').update(Buffer.from(text, 'utf8')).digest('hex')
const mac = (key: Buffer, text: string) => createHmac('sha256', key).update(Buffer.from(text, 'utf8')).digest()

export interface FormCall {
  readonly method: 'GET' | 'POST'
  readonly host: string
  readonly path: string
  readonly signedHost?: string
  readonly parameters: Readonly<Record<string, string>>
  readonly secretKey: string
  readonly algorithm: 'sha1' | 'sha256'
  /** Put after the signature was made. */
  readonly forged?: Readonly<Record<string, string>>
}

/** Writes a request under signature v1 from the vendor's description of it. */
export function signForm(call: FormCall): {
  method: string
  rawTarget: string
  rawHeaders: string[]
  body: Uint8Array
} {
  const names = Object.keys(call.parameters).sort()
  const list = names.map((name) => `${name}=${call.parameters[name]}`).join('&')
  const text = `${call.method}${call.signedHost ?? call.host}${call.path}?${list}`
  const Signature = createHmac(call.algorithm, call.secretKey).update(text).digest('base64')
  const query = new URLSearchParams({ ...call.parameters, Signature, ...call.forged }).toString()
  const inBody = call.method === 'POST'
  return {
    method: call.method,
    rawTarget: inBody ? call.path : `${call.path}?${query}`,
    rawHeaders: ['Host', call.host, ...(inBody ? ['Content-Type', 'application/x-www-form-urlencoded'] : [])],
    body: Buffer.from(inBody ? query : ''),
  }
}
