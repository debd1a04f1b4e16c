import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { exitCodes, Failure } from '../failure.ts'
import { type Pin, pinOf, problemOf } from './certificates.ts'

/** Opens streams to a server. */
export interface Dial {
  readonly open: (url: URL, localAddress: string | undefined) => Socket
  /** The server at the other end has proved that it holds its key: its certificate is held from now on. */
  readonly trust: (stream: Socket) => Promise<void>
}

/** What there is to know a server by, and to be known by, beside its key. */
export interface Credentials {
  /** Files in PEM form. */
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
  /** Fingerprint of the server's certificate or its authority, for the first start. */
  readonly expected: string | undefined
}

/** Keeps the certificate of the server; an agent of a swarm keeps none. */
export interface Pins {
  readonly file: string
  readonly read: () => Pin | undefined
  readonly write: (pin: Pin) => Promise<void>
}

export const noPins: Pins = { file: '', read: () => undefined, write: async () => {} }

const optionsOf = (url: URL, localAddress: string | undefined) => ({
  host: url.hostname.replace(/^\[|\]$/g, ''),
  port: Number(url.port) || (url.protocol === 'wss:' ? 443 : 80),
  noDelay: true,
  ...(localAddress ? { localAddress } : {}),
})

/** An agent without TLS does not load it: 2 MB. */
export async function createDial(url: string, credentials: Credentials, pins: Pins): Promise<Dial> {
  if (url.startsWith('wss:')) return createTlsDial(credentials, pins)
  return { open: openPlain, trust: async () => {} }
}

/** What comes by all streams passes through here: a buffer made for each read took a swarm an eighth of its time. */
const arrivals = Buffer.allocUnsafe(65_536)

function openPlain(url: URL, localAddress: string | undefined): Socket {
  const callback = (length: number): boolean => socket.emit('data', Buffer.from(arrivals.subarray(0, length)))
  const socket: Socket = connect({ ...optionsOf(url, localAddress), onread: { buffer: arrivals, callback } })
  return socket
}

/**
 * A server's certificate is checked against the authority that was given, else the one it was held with, else the roots
 * that Node brings. They are read once: a context for each connection would read all roots each time.
 */
async function createTlsDial({ ca, cert, key, expected }: Credentials, pins: Pins): Promise<Dial> {
  const tls = await import('node:tls')
  if ((cert === undefined) !== (key === undefined))
    throw new Failure('--cert and --key belong together: give both files, or neither.', exitCodes.usage)
  const own = cert && key ? { cert: readPem('--cert', cert), key: readPem('--key', key) } : {}
  const given = ca === undefined ? undefined : readPem('--ca', ca)
  const contextFor = (authority: string | undefined) =>
    tls.createSecureContext({ ...own, ...(authority === undefined ? {} : { ca: authority }) })
  let secureContext = contextFor(given ?? pins.read()?.authority)

  const open = (target: URL, localAddress: string | undefined): Socket => {
    const options = optionsOf(target, localAddress)
    // A name is sent along, an address must not be.
    const named = /[a-z]/i.test(options.host) && !options.host.includes(':')
    const socket: TLSSocket = tls.connect({
      ...options,
      secureContext,
      // Checked here, before a byte is said: a certificate renewed for the same key may be by another authority.
      rejectUnauthorized: false,
      ...(named ? { servername: options.host } : {}),
    } satisfies ConnectionOptions)
    return socket.once('secureConnect', () => {
      const known = { pin: given === undefined ? pins.read() : undefined, expected, file: pins.file }
      const problem = problemOf(socket, options.host, known)
      if (problem !== undefined) socket.destroy(new Error(problem))
    })
  }
  const trust = async (stream: Socket) => {
    const pin = pins.read() ? undefined : pinOf(stream as TLSSocket, expected)
    if (!pin) return
    await pins.write(pin)
    secureContext = contextFor(given ?? pin.authority)
  }
  return { open, trust }
}

function readPem(option: string, file: string): string {
  try {
    const text = readFileSync(file, 'utf8')
    if (text.includes('-----BEGIN ')) return text
  } catch {
    // Said below: a file that cannot be read is no better than one that holds nothing.
  }
  throw new Failure(`${option} ${file} cannot be read in PEM form.`, exitCodes.usage)
}
