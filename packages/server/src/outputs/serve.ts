import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Deps } from '@muster/core'
import { refuse } from '../http/refuse.ts'
import { fetchLink, type Keeper } from './keeper.ts'
import type { Links } from './links.ts'
import type { Spool } from './spool.ts'
import { wholeOutput } from './whole.ts'

export interface OutputParts {
  readonly deps: () => Deps
  readonly links: Links
  readonly spool: Spool
  readonly keeper: Keeper | undefined
}

export type AnswerOutput = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Answers a link to an output that this server keeps: whoever has it may read it, as long as it is good. */
export function createOutputAnswer({ deps, links, spool, keeper }: OutputParts): AnswerOutput {
  return async (request, response) => {
    const { store, nativeIds, clock } = deps()
    const task = links.check(request.url ?? '', clock.now())
    if (request.method !== 'GET' || task === undefined)
      return refuse(response, 403, 'The link is not good or too old: read the task again for another.')
    const [held] = await store.listDeliveries([nativeIds.parse('task', task) ?? 0])
    if (held?.state !== 'kept') return refuse(response, 410, 'The output is not kept any more.')
    if (held.url !== '') {
      if (!keeper) return refuse(response, 503, 'The output lies in a bucket: start the server with --outputs again.')
      response.writeHead(302, { location: fetchLink(keeper, held.url, clock.now()), 'cache-control': 'no-store' }).end()
      return
    }
    const whole = wholeOutput(store, spool, held)
    const bytes = await whole.open()
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${task}.txt"`,
      'content-length': whole.size,
      'cache-control': 'private, no-store',
    })
    await pipeline(bytes, response)
  }
}
