#!/usr/bin/env node
// `node scripts/under-node24.js <program> …`: finds Node 24 under any Node ≥ 20 and runs a program of this repository with it.
import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodeOf, findNode24, quietFlags, thisSystem } from '../packages/cli/bin/node24.mjs'

const { node, problem } = findNode24(thisSystem())
if (problem) {
  console.error(problem)
  process.exit(1)
}
const [program = '', ...rest] = process.argv.slice(2)
const path = join(fileURLToPath(new URL('..', import.meta.url)), program)
const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH || ''}` }
const child = spawn(node, [...quietFlags, path, ...rest], { stdio: 'inherit', env })
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(exitCodeOf(code, signal)))
