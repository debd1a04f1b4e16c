import { rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Deps, openStates } from '@muster/core'
import type { Room } from '@muster/store'
import { createFileLinks, type LinkToFile } from './links.ts'
import { createFileAnswer } from './serve.ts'
import { createUploads, type Uploads } from './uploads.ts'

/** Files on their way from a caller to hosts. */
export interface Files {
  readonly uploads: Uploads
  readonly linkTo: LinkToFile
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
  readonly forget: () => Promise<void>
}

interface Parts {
  readonly deps: () => Deps
  readonly folder: string
  readonly linkKey: Uint8Array
  readonly room: Room
}

/** After their last use. */
const keptMs = 86_400_000
/** Invocations of an account that have not ended and send files; what is beyond is held by its age alone. */
const openLimit = 10_000

export function createFiles({ deps, folder, linkKey, room }: Parts): Files {
  const uploads = createUploads(folder, room)
  const links = createFileLinks(linkKey)
  const answer = createFileAnswer({ clock: () => deps().clock, links, uploads })
  return {
    uploads,
    linkTo: (accountId, sha256) => links.make({ accountId, sha256 }, deps().clock.now()),
    answer: (request, response) => void answer(request, response).catch(() => response.destroy()),
    forget: () => forget(deps(), uploads),
  }
}

/** Lets go of what nobody has used for a day, but for what hosts have yet to fetch. */
export async function forget({ store, clock }: Pick<Deps, 'store' | 'clock'>, uploads: Uploads): Promise<void> {
  const old = (await uploads.list()).filter(({ usedAt }) => usedAt < clock.now() - keptMs)
  for (const [accountId, own] of Map.groupBy(old, (each) => each.accountId)) {
    const filter = { sendsFile: [true], counts: [{ states: openStates, are: 'some' as const }] }
    const { items } = await store.listInvocations(accountId, filter, { offset: 0, limit: openLimit })
    const wanted = new Set(items.map(({ execution }) => execution.file?.upload?.sha256))
    for (const { sha256, path } of own) if (!wanted.has(sha256)) await rm(path, { force: true })
  }
}
