import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Cleanup } from './programs.ts'

/** An object store that takes an upload only when its signature and its hash are exact, checked here by the vendors' documents. */
export interface TestBucket {
  /** Of the bucket `logs`, in path style. */
  readonly endpoint: string
  readonly key: { readonly id: string; readonly secret: string }
  /** By path, as sent. */
  readonly objects: ReadonlyMap<string, Buffer>
  /** The path of each upload that was begun, and of each that was stored. */
  readonly begun: readonly string[]
  readonly stored: readonly string[]
  /** Uploads wait before their first byte until this is called. */
  readonly hold: () => () => void
}

const hmac = (algorithm: string, key: string | Buffer, text: string) => createHmac(algorithm, key).update(text).digest()
const hash = (algorithm: string, data: string | Buffer) => createHash(algorithm).update(data)

export async function startBucket(t: Cleanup): Promise<TestBucket> {
  const key = { id: 'AKIDofthebucket', secret: 'the secret of the bucket' }
  const objects = new Map<string, Buffer>()
  const begun: string[] = []
  const stored: string[] = []
  let gate = Promise.resolve()

  async function take(request: IncomingMessage, response: ServerResponse, whenGood: () => void) {
    begun.push(request.url ?? '')
    await gate
    const { authorization = '' } = request.headers
    const problem = authorization.startsWith('q-sign-algorithm') ? checkCos(request, key) : checkSigV4(request, key)
    if (problem) return refuse(response, 403, 'SignatureDoesNotMatch', problem)
    if (!request.url?.startsWith('/logs/')) return refuse(response, 404, 'NoSuchBucket', 'There is no such bucket')
    whenGood()
    const body = await buffer(request)
    if (!isHashed(request, body)) return refuse(response, 400, 'BadDigest', 'The body is another')
    objects.set(request.url, body)
    stored.push(request.url)
    response.end()
  }
  const broken = () => undefined
  const server = createServer((request, response) => void take(request, response, () => {}).catch(broken))
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    take(request, response, () => response.writeContinue()).catch(broken)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    return resolve
  }
  const { port } = server.address() as AddressInfo
  return { endpoint: `http://127.0.0.1:${port}/logs`, key, objects, begun, stored, hold }
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  const text = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
  response.writeHead(status, { 'content-type': 'application/xml', connection: 'close' }).end(text)
}

const headerOf = ({ headers }: IncomingMessage, name: string): string => String(headers[name] ?? '')

function isHashed(request: IncomingMessage, body: Buffer): boolean {
  if (request.headers['content-md5'] !== undefined)
    return headerOf(request, 'content-md5') === hash('md5', body).digest('base64')
  return headerOf(request, 'x-amz-content-sha256') === hash('sha256', body).digest('hex')
}

interface Key {
  readonly id: string
  readonly secret: string
}

/** Source: AWS, "Signature Calculations for the Authorization Header". */
function checkSigV4(request: IncomingMessage, key: Key): string | undefined {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^,/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      headerOf(request, 'authorization'),
    )
  const [, id, day = '', region = '', names = '', signature] = match ?? []
  if (id !== key.id) return 'The key is not known'
  const lines = names.split(';').map((name) => `${name}:${headerOf(request, name)}\n`)
  for (const needed of ['host', 'x-amz-content-sha256', 'x-amz-date'])
    if (!names.split(';').includes(needed)) return `${needed} is not signed`
  const canonical = `${request.method}\n${request.url}\n\n${lines.join('')}\n${names}\n${headerOf(request, 'x-amz-content-sha256')}`
  const scope = `${day}/${region}/s3/aws4_request`
  const time = headerOf(request, 'x-amz-date')
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical).digest('hex')}`
  const date = hmac('sha256', `AWS4${key.secret}`, day)
  const signing = hmac('sha256', hmac('sha256', hmac('sha256', date, region), 's3'), 'aws4_request')
  return hmac('sha256', signing, text).toString('hex') === signature ? undefined : 'The signature is another'
}

/** Source: Tencent Cloud COS, "Request Signature". */
function checkCos(request: IncomingMessage, key: Key): string | undefined {
  const given = new Map(
    headerOf(request, 'authorization')
      .split('&')
      .map((member) => member.split(/=(.*)/s) as [string, string]),
  )
  if (given.get('q-ak') !== key.id) return 'The key is not known'
  const time = given.get('q-key-time') ?? ''
  const [from = 0, until = 0] = time.split(';').map(Number)
  if (from > Date.now() / 1000 + 5 || until < Date.now() / 1000) return 'The signature has run out'
  const names = (given.get('q-header-list') ?? '').split(';')
  if (!names.includes('host') || !names.includes('content-md5')) return 'Too little is signed'
  const headers = names.map((name) => `${name}=${encodeURIComponent(headerOf(request, name))}`).join('&')
  const text = `put\n${decodeURIComponent(request.url ?? '')}\n\n${headers}\n`
  const signKey = hmac('sha1', key.secret, time).toString('hex')
  const signature = hmac('sha1', signKey, `sha1\n${time}\n${hash('sha1', text).digest('hex')}\n`).toString('hex')
  return signature === given.get('q-signature') ? undefined : 'The signature is another'
}
