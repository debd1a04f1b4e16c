import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { fingerprint } from '@muster/protocol/agent'

/** The server's certificate, held once the server has shown who it is. */
export interface Pin {
  /** Fingerprint of its key: a certificate that was renewed for the same key is good. */
  readonly key: string
  /** Whoever signed it, in PEM form: so is any other certificate by that authority. */
  readonly authority: string
}

export interface Known {
  readonly pin: Pin | undefined
  /** A fingerprint that was given for the first start: of the server's key, or of an authority's. */
  readonly expected: string | undefined
  /** Where the pin lies. */
  readonly file: string
}

const fingerprintOf = ({ publicKey }: X509Certificate): string =>
  fingerprint(publicKey.export({ type: 'spki', format: 'der' }).toString('base64'))

/** What the server showed, its own first, and what this machine knows above it. */
function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  let each = socket.getPeerCertificate(true)
  while (each?.raw) {
    chain.push(new X509Certificate(each.raw))
    if (each.issuerCertificate === each) break
    each = each.issuerCertificate
  }
  return chain
}

export function pinOf(socket: TLSSocket, expected: string | undefined): Pin | undefined {
  const chain = chainOf(socket)
  const [own] = chain
  const top = chain.find((each) => fingerprintOf(each) === expected) ?? chain.at(-1)
  return own && top && { key: fingerprintOf(own), authority: top.toString() }
}

/** The certificate is another's, and not only too old or for another name. */
const foreign = new Set([
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** Why the server's certificate is not good enough to say anything to it. */
export function problemOf(socket: TLSSocket, host: string, { pin, expected, file }: Known): string | undefined {
  if (socket.authorized) return undefined
  const code = String(socket.authorizationError)
  const chain = chainOf(socket)
  const [own] = chain
  if (!own || !foreign.has(code)) return `the server's certificate is not good: ${code}`
  if (pin && fingerprintOf(own) === pin.key) return undefined
  if (!pin && expected !== undefined && leadsTo(chain, expected) && isFor(own, host)) return undefined
  const shown = fingerprintOf(chain.at(-1) ?? own)
  if (pin)
    return `the server's certificate is by ${shown}, not by the authority that this host has known since it enrolled: another server, or someone in between. If it was changed on purpose, delete ${file}.`
  if (expected !== undefined)
    return `the server's certificate is by ${shown}, not by ${expected}: another server, or someone in between.`
  return `the server's certificate is by nobody whom this host trusts (${code}). Give --ca FILE, or the line of "muster hosts add".`
}

/** Each is signed by the next, up to the one that was expected. */
function leadsTo(chain: readonly X509Certificate[], expected: string): boolean {
  for (const [index, each] of chain.entries()) {
    if (!isValid(each)) return false
    if (fingerprintOf(each) === expected) return true
    const issuer = chain[index + 1]
    if (!issuer?.ca || !each.checkIssued(issuer) || !each.verify(issuer.publicKey)) return false
  }
  return false
}

const isValid = ({ validFrom, validTo }: X509Certificate): boolean =>
  Date.parse(validFrom) <= Date.now() && Date.now() <= Date.parse(validTo)

const isFor = (own: X509Certificate, host: string): boolean =>
  (isIP(host) ? own.checkIP(host) : own.checkHost(host)) !== undefined
