/** Time as an argument. */
export interface Clock {
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => void
}

export const systemClock: Clock = {
  now: Date.now,
  after: (ms, run) => {
    setTimeout(run, ms)
  },
}
