import type { Clock } from './clock.ts'

export interface Log {
  readonly info: (message: string) => void
  readonly warn: (message: string) => void
}

export interface HeldLog extends Log {
  /** Writes what waits. */
  readonly flush: () => void
}

/** So long a line waits for others: it takes 0.1 ms once in a while, and tasks are started and told first. */
const holdMs = 20

/** One plain line per event. A message is never made from a script or a secret. */
export function createLog(write: (lines: string) => void, { now, after }: Clock): HeldLog {
  let held: { readonly at: number; readonly level: string; readonly message: string }[] = []
  const flush = () => {
    let lines = ''
    for (const { at, level, message } of held)
      lines += `${new Date(at).toISOString()} ${level} ${message.replaceAll('\n', ' ')}\n`
    held = []
    if (lines !== '') write(lines)
  }
  const hold = (level: string) => (message: string) => {
    if (held.push({ at: now(), level, message }) === 1) after(holdMs, flush)
  }
  return { info: hold('info'), warn: hold('warn'), flush }
}
