import { displayWidth } from './width.ts'

export interface Progress {
  readonly id: string
  readonly total: number
  readonly done: number
  readonly elapsed: string
  /** `197 ok · 2 failed`; empty while nothing has ended. */
  readonly counts: string
}

const full = 28
const least = 8

export const hosts = (count: number): string => `${count} ${count === 1 ? 'host' : 'hosts'}`

const empty = '·'

const bar = (progress: Progress, width: number): string => {
  const filled = progress.total === 0 ? width : Math.floor((progress.done / progress.total) * width)
  return '━'.repeat(filled) + empty.repeat(width - filled)
}

/**
 * One line about a run that fits the width: the number of hosts gives way first (`done/total` says it too), then the
 * bar shrinks and goes, then the counts.
 */
export function barLine(progress: Progress, width: number): string {
  const { id, total, done, elapsed } = progress
  const tail = `${done}/${total}  ${elapsed}${progress.counts ? `   ${progress.counts}` : ''}`
  for (const head of [`${id}  ${hosts(total)}`, id]) {
    const room = width - displayWidth(`${head}    ${tail}`)
    const length = Math.min(full, room)
    if (length >= (head === id ? least : full)) return `${head}  ${bar(progress, length)}  ${tail}`
  }
  if (displayWidth(`${id}  ${tail}`) <= width) return `${id}  ${tail}`
  return `${id}  ${done}/${total}  ${elapsed}`
}

/** The same without a bar, for what is no terminal. */
export const plainLine = ({ id, total, done, elapsed, counts }: Progress): string =>
  `${id}  ${hosts(total)}  ${done}/${total}  ${elapsed}${counts ? `   ${counts}` : ''}`
