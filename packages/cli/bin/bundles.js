const { accessSync, constants, existsSync, readdirSync, statSync } = require('node:fs')
const { join } = require('node:path')

const root = join(__dirname, '../../..')
const dist = join(root, 'dist')
const sourcesOf = (packages) => packages.map((name) => join(root, 'packages', name, 'src'))

/**
 * From its sources an agent weighs 108 MB, from the bundle 54: what takes types out of sources stays in memory, and so
 * would the bundler. The other programs are told by their starts: a server's takes 0.20 s in place of 0.49 and 0.25 s of
 * CPU in place of 0.72, a command's 0.14 in place of 0.28.
 */
const bundles = {
  agent: { file: join(dist, 'muster-agent.cjs'), sources: sourcesOf(['agent', 'core', 'protocol']) },
  programs: {
    file: join(dist, 'muster.mjs'),
    sources: [
      ...sourcesOf(['agent', 'cli', 'core', 'dialects', 'protocol', 'server', 'store']),
      join(root, 'packages/cli/bin'),
    ],
  },
}

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** 900 files take 5 ms; by a list of the folder and all below it 20. */
function isOlder(path, made) {
  if (changedAt(path) > made) return false
  const entries = readdirSync(path, { withFileTypes: true })
  return entries.every((entry) => {
    const inner = `${path}/${entry.name}`
    return entry.isDirectory() ? isOlder(inner, made) : changedAt(inner) <= made
  })
}

function isFresh({ file, sources }) {
  const made = changedAt(file)
  const makers = [join(root, 'package-lock.json'), join(root, 'scripts/bundle.js')]
  return made > 0 && makers.every((maker) => changedAt(maker) <= made) && sources.every((each) => isOlder(each, made))
}

/** Not where the bundler is not installed, nor for a user who may not write beside the sources. */
function canMake() {
  if (!existsSync(join(root, 'node_modules/rolldown'))) return false
  try {
    accessSync(existsSync(dist) ? dist : root, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The path of a bundle, made anew when a source is younger; undefined where it cannot be made: the sources run as well. */
function bundleOf(name) {
  const bundle = bundles[name]
  if (isFresh(bundle)) return bundle.file
  if (!canMake()) return undefined
  const { execFileSync } = require('node:child_process')
  try {
    execFileSync(process.execPath, [join(root, 'scripts/bundle.js'), name], { stdio: 'ignore' })
    return bundle.file
  } catch {
    return undefined
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
