import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { exitCodes, Failure } from '../failure.ts'

/** Opens a stream to a server. */
export type Dial = (url: URL, localAddress: string | undefined) => Socket

const optionsOf = (url: URL, localAddress: string | undefined) => ({
  host: url.hostname.replace(/^\[|\]$/g, ''),
  port: Number(url.port) || (url.protocol === 'wss:' ? 443 : 80),
  noDelay: true,
  ...(localAddress ? { localAddress } : {}),
})

/**
 * For wss, a server's certificate is checked against the roots that Node brings, or one's own authority in their place.
 * They are read once: a context for each connection would read all roots each time. An agent without TLS does not load
 * it: 2 MB.
 */
export async function createDial(url: string, ca: string | undefined): Promise<Dial> {
  if (!url.startsWith('wss:')) return (target, localAddress) => connect(optionsOf(target, localAddress))
  const tls = await import('node:tls')
  const secureContext = tls.createSecureContext(ca === undefined ? {} : { ca: readAuthority(ca) })
  return (target, localAddress) => {
    const options = optionsOf(target, localAddress)
    // A name is sent along, an address must not be.
    const named = /[a-z]/i.test(options.host) && !options.host.includes(':')
    return tls.connect({ ...options, secureContext, ...(named ? { servername: options.host } : {}) })
  }
}

function readAuthority(file: string): string {
  try {
    const text = readFileSync(file, 'utf8')
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  } catch {
    // Said below: a file that cannot be read is no better than one that holds no certificate.
  }
  throw new Failure(`--ca ${file} cannot be read as certificates in PEM form.`, exitCodes.usage)
}
