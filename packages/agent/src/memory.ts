import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock } from './clock.ts'

/** By then an agent that is started has mostly connected. */
const startMs = 2_000
const betweenMs = 600_000

/**
 * An agent waits, and what it does are system calls: no compiler makes that faster. Once one of them has run, up to 8 MB
 * more of Node's own text are resident.
 */
export function interpretOnly(): void {
  for (const flag of ['--no-opt', '--no-maglev']) setFlagsFromString(flag)
}

/** Gives back what a start has left behind, and then what tasks have: an agent that waits allocates too little for V8 to do so. */
export function keepSmall(clock: Clock): void {
  const again = (ms: number) =>
    clock.after(ms, () => {
      collectGarbage()
      again(betweenMs)
    })
  again(startMs)
}

/** All of it, and the pages as well: 10 ms for 6 MB. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext("gc({ type: 'major', flavor: 'last-resort', execution: 'sync' })")
}
