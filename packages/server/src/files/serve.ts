import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import type { Clock } from '@muster/core'
import { refuse } from '../http/refuse.ts'
import type { FileLinks } from './links.ts'
import type { Uploads } from './uploads.ts'

interface Parts {
  readonly clock: () => Clock
  readonly links: FileLinks
  readonly uploads: Uploads
}

/** Answers a link to a file, from the byte that is asked for: a host whose line was cut goes on where it stood. */
export function createFileAnswer({ clock, links, uploads }: Parts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const now = clock().now()
    const place = links.check(request.url ?? '', now)
    if (request.method !== 'GET' || !place) return refuse(response, 403, 'The link is not good, or too old.')
    const file = await uploads.find(place)
    if (!file) return refuse(response, 410, 'The file is not kept any more.')
    await uploads.use(place, now)
    const [, from = '0'] = /^bytes=(\d{1,15})-$/.exec(request.headers.range ?? '') ?? []
    const start = Number(from)
    if (start >= file.size) return refuse(response, 416, 'The file ends before.')
    response.writeHead(206, {
      'content-type': 'application/octet-stream',
      'content-range': `bytes ${start}-${file.size - 1}/${file.size}`,
      'content-length': file.size - start,
      'cache-control': 'private, no-store',
    })
    // A line that breaks is the host's to open again.
    pipeline(createReadStream(file.path, { start }), response, () => {})
  }
}
