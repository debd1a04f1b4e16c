import childProcess, { type ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

// Loaded into an agent with --import: how long its event loop stands still in `spawn`. USR2 asks for the sum so far.
const original = childProcess.spawn as (...rest: readonly unknown[]) => ChildProcess
const blocked = { ms: 0, starts: 0 }

const timed = (...rest: readonly unknown[]): ChildProcess => {
  const start = performance.now()
  const child = original(...rest)
  blocked.ms += performance.now() - start
  blocked.starts += 1
  return child
}
Object.assign(childProcess, { spawn: timed })
syncBuiltinESMExports()
process.on('SIGUSR2', () => writeFileSync(process.env.MUSTER_BENCH_PROBE ?? '/dev/null', JSON.stringify(blocked)))
