import type { IncomingMessage, ServerResponse } from 'node:http'

/** The agent logs it, and a proxy that passes on no upgrade is what it mostly means. */
const reason = 'Upgrade Required: a proxy on the way must pass on Upgrade and Connection'

/** For who comes to the address of a WebSocket without asking for one. */
export function askForUpgrade(response: ServerResponse): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', upgrade: 'websocket', connection: 'upgrade, close' }
  response.writeHead(426, reason, headers).end(`${reason}.\n`)
}

/** Any other upgrade is an offer, which may be passed over: some clients offer HTTP/2 with each first request. */
export const wantsSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket'
