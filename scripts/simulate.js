#!/usr/bin/env node
// `npm run simulate -- --seeds N`: finds Node 24 under any Node ≥ 20 and runs the simulation with it.
import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodeOf, findNode24, quietFlags, thisSystem } from '../packages/cli/bin/node24.js'

const { node, problem } = findNode24(thisSystem())
if (problem) {
  console.error(problem)
  process.exit(1)
}
const simulation = join(fileURLToPath(new URL('..', import.meta.url)), 'test', 'simulation', 'main.ts')
const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH || ''}` }
const child = spawn(node, [...quietFlags, simulation, ...process.argv.slice(2)], { stdio: 'inherit', env })
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(exitCodeOf(code, signal)))
