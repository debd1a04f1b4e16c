import childProcess from 'node:child_process'
import crypto from 'node:crypto'
import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { performance } from 'node:perf_hooks'

// Loaded into an agent with --import: how long its event loop works for a start, from the frame of a task until what is
// left to do behind "go" is done; and the longest stretch of that in which it serves nobody else, which is from one look
// at what the kernel has to the next one. USR2 asks for all starts so far.

/** Smaller frames are acknowledgements. */
const smallestPlan = 300
/** Of the loop, in which the agent does what is left behind "go". */
const turnsBehind = 8

const blocked = { ms: [] as number[], longestMs: [] as number[], spawns: 0 }
const busy = () => performance.eventLoopUtilization().active
/** The loop asks the kernel once in each round. */
const round = () => performance.nodeTiming.uvMetricsInfo.loopCount

interface Start {
  readonly since: number
  at: number
  round: number
  longest: number
}
let start: Start | undefined

/** Called wherever the loop may take up work for a start again. */
function look(): void {
  if (!start) return
  const now = round()
  if (now === start.round) return
  const at = busy()
  start.longest = Math.max(start.longest, at - start.at)
  start.at = at
  start.round = now
}

const { setImmediate: later } = globalThis

function follow(turns: number): void {
  look()
  if (turns > 0) later(() => follow(turns - 1))
  else if (start) {
    blocked.ms.push(start.at - start.since)
    blocked.longestMs.push(start.longest)
    start = undefined
  }
}

const watched =
  <Given extends unknown[]>(work: (...given: Given) => void) =>
  (...given: Given): void => {
    look()
    work(...given)
  }

const { emit } = EventEmitter.prototype
EventEmitter.prototype.emit = function (this: EventEmitter, name, ...rest) {
  const [chunk] = rest
  if (name === 'data' && Buffer.isBuffer(chunk) && chunk.length >= smallestPlan) {
    const since = busy()
    start = { since, at: since, round: round(), longest: 0 }
  }
  return emit.call(this, name, ...rest)
}
globalThis.setImmediate = Object.assign(
  (work: (...given: unknown[]) => void, ...given: unknown[]) => later(watched(work), ...given),
  later,
)

const { writeSync, writeFileSync, fsync } = fs
const { verify } = crypto
const { spawn } = childProcess
Object.assign(fs, {
  fsync: (fd: number, done: (error: Error | null) => void) => fsync(fd, watched(done)),
  writeSync: (...rest: Parameters<typeof writeSync>) => {
    if (String(rest[1]) === 'go\n') follow(turnsBehind)
    return writeSync(...rest)
  },
})
Object.assign(crypto, {
  verify: (...[algorithm, data, key, signature, done]: Parameters<typeof verify>) =>
    done ? verify(algorithm, data, key, signature, watched(done)) : verify(algorithm, data, key, signature),
})
Object.assign(childProcess, {
  spawn: (...rest: Parameters<typeof spawn>) => {
    blocked.spawns += 1
    return spawn(...rest)
  },
})
syncBuiltinESMExports()
process.on('SIGUSR2', () => writeFileSync(process.env.MUSTER_BENCH_PROBE ?? '/dev/null', JSON.stringify(blocked)))
