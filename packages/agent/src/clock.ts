/** Time as an argument. What waits for it keeps no process alive. */
export interface Clock {
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => void
}

export const systemClock: Clock = {
  now: Date.now,
  after: (ms, run) => {
    setTimeout(run, ms).unref()
  },
}
