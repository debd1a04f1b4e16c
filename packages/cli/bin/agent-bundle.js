const { readdirSync, statSync } = require('node:fs')
const { join } = require('node:path')

const root = join(__dirname, '../../..')
const bundle = join(root, 'dist/muster-agent.cjs')
const sources = ['packages/agent/src', 'packages/core/src', 'packages/protocol/src']

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

const isFresh = (made) => {
  const isOlder = (path) => changedAt(path) <= made
  const areOlder = (folder) => readdirSync(folder, { recursive: true }).every((name) => isOlder(`${folder}/${name}`))
  return isOlder(join(root, 'package-lock.json')) && sources.every((folder) => areOlder(join(root, folder)))
}

/**
 * The agent in one file, made anew when a source is younger; undefined where the bundler is not installed. From its
 * sources an agent weighs 108 MB, from the bundle 54: what takes types out of sources stays in memory, and so would the
 * bundler.
 */
function agentBundle() {
  const made = changedAt(bundle)
  if (made > 0 && isFresh(made)) return bundle
  const { execFileSync } = require('node:child_process')
  try {
    execFileSync(process.execPath, [join(root, 'scripts/bundle-agent.js')], { stdio: 'ignore' })
    return bundle
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

module.exports = { agentBundle, runAgentBundle }
