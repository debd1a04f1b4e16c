import { once } from 'node:events'
import { request as requestHttps } from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Bucket } from '@muster/core'
import { request as requestHttp } from '../http/node-http.ts'
import { signCos } from './cos-signature.ts'
import { type BucketKey, encodeKey, signSigV4 } from './sigv4.ts'
import { digestOf, type WholeOutput } from './whole.ts'

/** Without a byte in either direction. */
const silenceMs = 30_000
/** For a word on whether the body may come; a server that gives none is sent it all the same. */
const continueMs = 1_000
const signatureSeconds = 3_600
/** Of what a bucket says when it refuses. */
const answerBytes = 4_096

/** A bucket that gives no answer, to any upload. */
export class Unreachable extends Error {}

interface Upload {
  readonly bucket: Pick<Bucket, 'kind' | 'endpoint' | 'region'>
  readonly key: BucketKey
  readonly objectKey: string
  readonly whole: WholeOutput
  readonly now: number
  readonly signal: AbortSignal
}

/**
 * Puts a whole output into a bucket by one request, so that there is all of it or nothing: both vendors take 5 GB this
 * way, five times what a task may print. Its hash goes with it, so that what is stored is what was printed.
 */
export async function upload(parts: Upload): Promise<void> {
  const { bucket, objectKey, whole, signal } = parts
  const url = new URL(`${bucket.endpoint}/${encodeKey(objectKey)}`)
  const headers = bucket.kind === 'cos' ? await cosHeaders(parts, url) : await s3Headers(parts, url)
  const body = await whole.open()
  const { status, text } = await put(url, headers, body, signal).finally(() => body.destroy())
  if (status !== 200) throw new Error(refusal(status, text))
}

interface Answer {
  readonly status: number
  readonly text: string
}

async function put(url: URL, headers: Record<string, string>, body: Readable, signal: AbortSignal): Promise<Answer> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const options = { method: 'PUT', headers: { ...headers, expect: '100-continue' }, timeout: silenceMs, signal }
  const call = request(url, options)
  call.on('timeout', () => call.destroy(new Error(`it was silent for ${silenceMs / 1000} s`)))
  const answered = new Promise<Answer>((resolve, reject) => {
    call.on('error', (error) => reject(new Unreachable(`${url.host} does not answer: ${wordsOf(error)}.`)))
    call.on('response', (response) => {
      readStart(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject)
    })
  })
  call.flushHeaders()
  // A bucket that refuses says so before the body, which it would cut off: then its reason would be lost.
  const early = await Promise.race([answered, once(call, 'continue'), wait(continueMs, undefined, { signal })])
  if (early && 'status' in early) {
    call.destroy()
    return early
  }
  // What goes wrong while sending rejects the answer.
  await pipeline(body, call).catch(() => undefined)
  return answered
}

async function s3Headers({ bucket, key, whole, now }: Upload, url: URL): Promise<Record<string, string>> {
  const bodyHash = (await digestOf(whole, 'sha256')).toString('hex')
  const headers = { 'content-length': String(whole.size), 'content-type': 'text/plain' }
  return signSigV4({ method: 'PUT', url, headers, bodyHash }, { key, region: bucket.region, now })
}

async function cosHeaders({ key, whole, now }: Upload, url: URL): Promise<Record<string, string>> {
  const headers = {
    'content-length': String(whole.size),
    'content-md5': (await digestOf(whole, 'md5')).toString('base64'),
    'content-type': 'text/plain',
    host: url.host,
  }
  const from = Math.floor(now / 1000)
  const signed = { method: 'PUT', path: decodeURIComponent(url.pathname), query: {}, headers } as const
  return { ...headers, authorization: signCos(signed, key, { from, until: from + signatureSeconds }) }
}

/** An error of several addresses has no words of its own. */
const wordsOf = (error: NodeJS.ErrnoException): string => error.message || (error.code ?? error.name)

async function readStart(response: Readable): Promise<string> {
  let text = ''
  for await (const chunk of response) if (text.length < answerBytes) text += String(chunk)
  return text.slice(0, answerBytes)
}

/** In the words of the bucket where it says any: both vendors answer with a code and a message. */
function refusal(status: number, text: string): string {
  const part = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? ''
  const words = [part('Code'), part('Message')].filter(Boolean).join(': ')
  return `The bucket answered ${status}${words && ` ${words}`}`.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 300)
}
