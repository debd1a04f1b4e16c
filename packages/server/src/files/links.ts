import { createHmac, timingSafeEqual } from 'node:crypto'

/** Below it hosts fetch the files that they are sent. */
export const filesPath = '/files/'

/** A task may be sent at the end of its host's wait, and run for a day. */
const linkMs = 2 * 86_400_000

/** Path and query of a file of an account's. Whoever has it may read the file, as long as it is good. */
export type LinkToFile = (accountId: number, sha256: string) => string

export interface FilePlace {
  readonly accountId: number
  readonly sha256: string
}

export interface FileLinks {
  readonly make: (place: FilePlace, now: number) => string
  readonly check: (target: string, now: number) => FilePlace | undefined
}

export function createFileLinks(key: Uint8Array): FileLinks {
  const sign = (path: string) => createHmac('sha256', key).update(path).digest()
  return {
    make: ({ accountId, sha256 }, now) => {
      const path = `${filesPath}${accountId}/${sha256}?until=${Math.floor((now + linkMs) / 1000)}`
      return `${path}&signature=${sign(path).toString('base64url')}`
    },
    check: (target, now) => {
      const match = /^(\/files\/(\d{1,15})\/([0-9a-f]{64})\?until=(\d{1,12}))&signature=([\w-]{43})$/.exec(target)
      const [, path = '', accountId, sha256 = '', until, signature = ''] = match ?? []
      if (!match || Number(until) * 1000 < now) return undefined
      return timingSafeEqual(sign(path), Buffer.from(signature, 'base64url'))
        ? { accountId: Number(accountId), sha256 }
        : undefined
    },
  }
}
