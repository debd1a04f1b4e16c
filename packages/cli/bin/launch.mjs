import { spawn } from 'node:child_process'
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { findNode24, quietFlags, thisSystem } from './node24.mjs'

const launcher = fileURLToPath(new URL('muster.js', import.meta.url))
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH']

/**
 * For a server that speaks TLS. What the C library takes from the kernel in pieces of their own costs only the pages that
 * are used, and goes back when it is freed: an idle agent takes 6.7 KB less of 65, most of it in the 64 KB that Node keeps
 * for what a peer sends. No more than these pieces: a process may have 65,530, and V8 needs its own. Read at a start only.
 */
const allocator = { MALLOC_MMAP_THRESHOLD_: '16384', MALLOC_MMAP_MAX_: '30000' }

const speaksTls = ([command, ...options]) =>
  command === 'server' &&
  (Boolean(process.env.MUSTER_TLS_CERT) || options.some((option) => option.startsWith('--tls-cert')))

function runUnder(node, env) {
  const child = spawn(node, [...quietFlags, launcher, ...process.argv.slice(2)], {
    env,
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
  // Beside the sources and not in a folder for all: whoever writes there decides what runs. A command starts in 0.27 s
  // in place of 0.40, a server in 0.45 in place of 0.75.
  module.enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/muster', import.meta.url)))
  const { main } = await import('../src/main.ts')
  await main(process.argv.slice(2))
}

/** Runs a command under Node 24: here, or in a process of its own. */
export async function launch() {
  const { node, problem } = findNode24(thisSystem())
  if (problem) {
    console.error(problem)
    process.exit(1)
  }
  const isGiven = 'MALLOC_MMAP_THRESHOLD_' in process.env
  const wanted = !isGiven && speaksTls(process.argv.slice(2)) ? allocator : undefined
  const env = { ...process.env, ...wanted }
  if (node !== process.execPath) return runUnder(node, env)
  // In place of this process, which keeps its id; not where a parent holds a channel to it, which would be cut.
  if (wanted && process.platform === 'linux' && !process.channel)
    process.execve(node, [node, ...process.execArgv, launcher, ...process.argv.slice(2)], env)
  await runHere()
}
