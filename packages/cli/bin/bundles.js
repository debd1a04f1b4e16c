const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const root = join(__dirname, '../../..')
const dist = join(root, 'dist')

/**
 * What is made of the sources of some packages. From its sources an agent weighs 108 MB, from the bundle 54: what takes
 * types out of sources stays in memory, and so would the bundler. A server serves after 0.25 s in place of 0.52, with 0.31
 * s of CPU in place of 0.74, and the help of a command comes after 0.19 s in place of 0.29.
 */
const bundles = {
  agent: { packages: ['agent', 'core', 'protocol'], files: ['muster-agent.cjs'] },
  programs: {
    packages: ['agent', 'cli', 'core', 'dialects', 'protocol', 'server', 'store'],
    files: ['muster.mjs', 'muster-worker.mjs', 'muster-checkpointer.mjs'],
  },
}

/** Holds the process that makes a bundle: others wait for what it makes. */
const lock = join(dist, '.making')
const makingMs = 30_000
const lookMs = 50

/** Of a file or a folder and all below it. Folder by folder 900 files take 5 ms, where a recursive list takes 20. */
function addTo(hash, path) {
  const { size, mtimeMs } = statSync(path)
  hash.update(`${path} ${size} ${mtimeMs}\n`)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = `${path}/${entry.name}`
    if (entry.isDirectory()) addTo(hash, inner)
    else addFile(hash, inner)
  }
}

function addFile(hash, path) {
  const found = statSync(path, { throwIfNoEntry: false })
  hash.update(`${path} ${found?.size} ${found?.mtimeMs}\n`)
}

/** Tells apart all states of what a bundle is made of, the installed packages included: older is no less changed. */
function stampOf({ packages }) {
  const hash = createHash('sha256')
  for (const name of ['package-lock.json', 'node_modules/.package-lock.json', 'scripts/bundle.js'])
    addFile(hash, join(root, name))
  addTo(hash, join(root, 'packages/cli/bin'))
  for (const name of packages) {
    addFile(hash, join(root, 'packages', name, 'package.json'))
    addTo(hash, join(root, 'packages', name, 'src'))
  }
  return hash.digest('hex')
}

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** The path of a bundle, made anew when its sources have changed; undefined where none can be made: then the sources run. */
function bundleOf(name) {
  const { files } = bundles[name]
  const [madeOf, failedFor] = [join(dist, `${name}.stamp`), join(dist, `${name}.failed`)]
  const [main] = files
  try {
    const stamp = stampOf(bundles[name])
    const isMade = () => read(madeOf) === stamp && files.every((file) => existsSync(join(dist, file)))
    if (isMade()) return join(dist, main)
    if (!existsSync(join(root, 'node_modules/rolldown')) || read(failedFor) === stamp) return undefined
    mkdirSync(dist, { recursive: true })
    take()
    try {
      if (isMade()) return join(dist, main)
      // Until all of it is new it is of no state.
      rmSync(madeOf, { force: true })
      const made = make(name)
      writeFileSync(made ? madeOf : failedFor, stamp)
      return made ? join(dist, main) : undefined
    } finally {
      rmSync(lock, { force: true })
    }
  } catch {
    return undefined
  }
}

function take() {
  for (let waited = 0; waited <= makingMs; waited += lookMs) {
    try {
      return writeFileSync(lock, String(process.pid), { flag: 'wx' })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isAlive(Number(read(lock)))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lookMs)
    else rmSync(lock, { force: true })
  }
  throw new Error('another process takes too long to make a bundle')
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function make(name) {
  const { execFileSync } = require('node:child_process')
  try {
    execFileSync(process.execPath, [join(root, 'scripts/bundle.js'), name], { stdio: 'ignore', timeout: makingMs })
    return true
  } catch {
    return false
  }
}

/** Runs the bundle in this process, under any Node from 20 up. */
function runAgentBundle(file) {
  // `muster up` holds the other end of this channel: an agent of its own goes with it.
  if (process.channel) {
    process.channel.unref()
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  }
  require(file)
}

module.exports = { bundleOf, runAgentBundle }
