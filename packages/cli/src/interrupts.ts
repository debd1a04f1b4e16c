interface Signals {
  readonly on: (name: 'SIGINT', listener: () => void) => unknown
  readonly listenerCount: (name: 'SIGINT') => number
  readonly exit: (code: number) => void
}

const patienceMs = 2_000

/**
 * npm passes ctrl-c on to a program that the terminal has told already. Node would end the program at the second one,
 * in the middle of its orderly end; only one that comes later says that someone has lost patience.
 */
export function calmInterrupts(signals: Signals, now: () => number): void {
  let firstAt: number | undefined
  signals.on('SIGINT', () => {
    const at = now()
    // It is the first listener, so a program that handles the signal itself is counted beside it.
    if (firstAt === undefined && signals.listenerCount('SIGINT') === 1) return signals.exit(130)
    firstAt ??= at
    if (at - firstAt > patienceMs) signals.exit(130)
  })
}
