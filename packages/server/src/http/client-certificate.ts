import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'

/** Who must show a certificate by an authority of `--tls-client-ca`. */
export const clientScopes = ['agents', 'all'] as const
export type ClientScope = (typeof clientScopes)[number]

/** Checked by the server and not in the handshake, where a client would learn no reason. */
export const showsCertificate = ({ socket }: IncomingMessage): boolean =>
  socket instanceof TLSSocket && socket.authorized

export function askForCertificate(response: ServerResponse): void {
  response
    .writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
    .end('This server asks for a client certificate: give --cert and --key ("muster tls client" makes them).\n')
}
