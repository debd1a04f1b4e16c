import { spawn } from 'node:child_process'
import module from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleOf } from './bundles.js'
import { findNode24, quietFlags, thisSystem } from './node24.mjs'

const launcher = fileURLToPath(new URL('muster.js', import.meta.url))
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH']

function runUnder(node) {
  const child = spawn(node, [...quietFlags, launcher, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of forwarded) process.on(signal, () => child.kill(signal))
  // A terminal sends ctrl-c to parent and child alike; passed on as well, one key would count as two.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT')
  })
  child.on('error', (error) => {
    console.error(`error: ${node} does not start: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code === null ? 1 : code)
    for (const name of [...forwarded, 'SIGINT']) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

async function runHere() {
  const warn = process.emitWarning
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'string' ? rest[0] : rest[0]?.type
    if (type !== 'ExperimentalWarning') warn.call(process, warning, ...rest)
  }
  // Beside the sources and not in a folder for all: whoever writes there decides what runs.
  module.enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/muster', import.meta.url)))
  const { run } = await loadPrograms()
  await run(process.argv.slice(2))
}

/** From their sources where there is no bundle, or none that this Node can load. */
async function loadPrograms() {
  const bundle = bundleOf('programs')
  const loaded = bundle && (await import(pathToFileURL(bundle).href).catch(() => undefined))
  return loaded?.run ? loaded : import('./programs.mjs')
}

/** Runs a command under Node 24: here, or in a process of its own. */
export async function launch() {
  const { node, problem } = findNode24(thisSystem())
  if (problem) {
    console.error(problem)
    process.exit(1)
  }
  if (node === process.execPath) await runHere()
  else runUnder(node)
}
