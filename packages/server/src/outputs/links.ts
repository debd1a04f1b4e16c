import { createHmac, timingSafeEqual } from 'node:crypto'

/** Below it lie the outputs that this server keeps. */
export const outputsPath = '/outputs/'

/** What is read from the record is followed soon, and may be read again for another. */
const linkMs = 3_600_000

export interface Links {
  /** The path and query of a task's output. */
  readonly make: (task: string, now: number) => string
  /** The task that a link is for, if it is one of ours and not too old. */
  readonly check: (target: string, now: number) => string | undefined
}

export function createLinks(key: Uint8Array): Links {
  const sign = (task: string, until: number) => createHmac('sha256', key).update(`${task}\n${until}`).digest()
  return {
    make: (task, now) => {
      const until = Math.floor((now + linkMs) / 1000)
      return `${outputsPath}${task}?until=${until}&signature=${sign(task, until).toString('base64url')}`
    },
    check: (target, now) => {
      const match = /^\/outputs\/([\w-]{1,64})\?until=(\d{1,12})&signature=([\w-]{43})$/.exec(target)
      const [, task = '', until = '', signature = ''] = match ?? []
      if (!match || Number(until) * 1000 < now) return undefined
      return timingSafeEqual(sign(task, Number(until)), Buffer.from(signature, 'base64url')) ? task : undefined
    },
  }
}
