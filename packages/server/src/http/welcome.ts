import type { IncomingMessage, ServerResponse } from 'node:http'

const page = `Muster is running.

Command line   npx muster help
Native API     /api/v1/openapi.json
Cloud clients  point an SDK or CLI of Tencent Cloud TAT at this address
`

/** A person with a browser, who has no signature to send. */
export const welcome = {
  wanted: ({ method, url, headers }: IncomingMessage): boolean =>
    method === 'GET' && url === '/' && !headers.authorization && (headers.accept ?? '').includes('text/html'),
  answer: (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(page)
  },
}
