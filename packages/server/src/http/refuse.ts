import type { ServerResponse } from 'node:http'

/** In one line of plain text, for whoever follows a link. */
export function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${words}\n`)
}
