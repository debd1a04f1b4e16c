import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { Readable } from 'node:stream'
import { createSecureContext, getCACertificates } from 'node:tls'
import { CliError } from '../errors.ts'

type Fetch = typeof fetch

/** A fetch that shows a certificate of its own, which the one of Node cannot. It follows no redirection. */
export function fetchWith(cert: string | undefined, key: string | undefined): Fetch {
  if (!cert && !key) return fetch
  if (!cert || !key) throw new CliError('--cert and --key belong together: give both files, or neither.')
  const secureContext = contextOf(cert, key)
  return (input, { method = 'GET', headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(String(input))
      const options = {
        method,
        headers: Object.fromEntries(new Headers(headers)),
        secureContext,
        agent: false as const,
      }
      const call = request(url, { ...options, ...(signal ? { signal } : {}) }, (response) => {
        const { statusCode: status = 500 } = response
        const told = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)])
        resolve(new Response(Readable.toWeb(response) as ReadableStream, { status, headers: told }))
      })
      call.on('error', (cause) => reject(new TypeError('fetch failed', { cause })))
      call.end(body)
    })
}

function contextOf(cert: string, key: string) {
  try {
    return createSecureContext({ cert: readFileSync(cert), key: readFileSync(key), ca: getCACertificates('default') })
  } catch {
    throw new CliError(`--cert ${cert} and --key ${key} cannot be read as a certificate and its key in PEM form.`)
  }
}
