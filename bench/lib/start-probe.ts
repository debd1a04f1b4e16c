import childProcess from 'node:child_process'
import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { performance } from 'node:perf_hooks'

// Loaded into an agent with --import: how long its event loop works, and serves nobody else, from the frame of a task
// until the turn is over in which it says go; and the longer of the two stretches of which that mostly is, before and
// behind the wait for the disk. USR2 asks for the sums so far.

/** Smaller frames are acknowledgements. */
const smallestPlan = 300
const blocked = { ms: 0, longestMs: 0, starts: 0, spawns: 0 }
const busy = () => performance.eventLoopUtilization().active
let since = 0
let waiting = 0

const emit = EventEmitter.prototype.emit
EventEmitter.prototype.emit = function (this: EventEmitter, name, ...rest) {
  const [chunk] = rest
  if (name === 'data' && Buffer.isBuffer(chunk) && chunk.length >= smallestPlan) {
    since = busy()
    setImmediate(() => {
      waiting = busy()
    })
  }
  return emit.call(this, name, ...rest)
}

const { writeSync, writeFileSync } = fs
const { spawn } = childProcess
const watched = {
  writeSync: (...rest: Parameters<typeof writeSync>) => {
    if (String(rest[1]) === 'go\n')
      setImmediate(() => {
        const now = busy()
        blocked.ms += now - since
        blocked.longestMs += Math.max(waiting - since, now - waiting)
        blocked.starts += 1
      })
    return writeSync(...rest)
  },
}
const counted = (...rest: Parameters<typeof spawn>) => {
  blocked.spawns += 1
  return spawn(...rest)
}
Object.assign(fs, watched)
Object.assign(childProcess, { spawn: counted })
syncBuiltinESMExports()
process.on('SIGUSR2', () => writeFileSync(process.env.MUSTER_BENCH_PROBE ?? '/dev/null', JSON.stringify(blocked)))
