import { createHash, createHmac } from 'node:crypto'
import type { RunningServer } from './programs.ts'

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

export interface Key {
  readonly secretId: string
  readonly secretKey: string
}

export interface NativeCall {
  readonly method: string
  /** Below /api/v1. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>> | undefined
  readonly body?: object | undefined
  readonly accept?: string
}

export interface NativeAnswer {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** A call of the native API, signed here by the documentation and not by our own code. */
export async function callNative(server: RunningServer, key: Key, call: NativeCall): Promise<NativeAnswer> {
  const response = await openNative(server, key, call)
  const type = response.headers.get('content-type') ?? ''
  return { status: response.status, type, body: await response.text() }
}

/** The same, as soon as its answer begins. */
export function openNative(server: RunningServer, key: Key, call: NativeCall): Promise<Response> {
  const seconds = Math.floor(Date.now() / 1000)
  const date = new Date(seconds * 1000).toISOString().slice(0, 10)
  const { host } = new URL(server.url)
  const path = `/api/v1${call.path}`
  const query = new URLSearchParams(call.query ?? {}).toString()
  const body = call.method === 'GET' ? '' : JSON.stringify(call.body ?? {})
  const signed = `content-type:application/json\nhost:${host}\n\ncontent-type;host`
  const canonical = `${call.method}\n${path}\n${query}\n${signed}\n${sha256(body)}`
  const scope = `${date}/muster/tc3_request`
  const signing = hmac(hmac(hmac(`TC3${key.secretKey}`, date), 'muster'), 'tc3_request')
  const signature = hmac(signing, `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256(canonical)}`).toString('hex')
  return fetch(`${server.url}${path}${query ? `?${query}` : ''}`, {
    method: call.method,
    headers: {
      authorization: `TC3-HMAC-SHA256 Credential=${key.secretId}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`,
      'content-type': 'application/json',
      'x-tc-timestamp': String(seconds),
      accept: call.accept ?? '*/*',
    },
    ...(call.method === 'GET' ? {} : { body }),
  })
}

/** The same, of a call that must succeed. */
export async function ask<Answer>(server: RunningServer, key: Key, call: NativeCall): Promise<Answer> {
  const { status, body } = await callNative(server, key, call)
  if (status !== 200) throw new Error(`${call.method} ${call.path}: ${body}`)
  return JSON.parse(body)
}
