export interface Log {
  readonly info: (message: string) => void
  readonly warn: (message: string) => void
}

/** One plain line per event. A message is never made from a script or a secret. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  const line = (level: string) => (message: string) =>
    write(`${new Date(now()).toISOString()} ${level} ${message.replaceAll('\n', ' ')}\n`)
  return { info: line('info'), warn: line('warn') }
}
