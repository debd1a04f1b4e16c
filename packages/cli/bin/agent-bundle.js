import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../../../', import.meta.url)
const bundle = new URL('dist/muster-agent.mjs', root)
const sources = ['packages/agent/src/', 'packages/core/src/', 'packages/protocol/src/']

const changedAt = (url) => statSync(url, { throwIfNoEntry: false })?.mtimeMs ?? 0

function youngestSource() {
  const lock = new URL('package-lock.json', root)
  const files = sources.flatMap((folder) => {
    const place = new URL(folder, root)
    return readdirSync(place, { recursive: true }).map((name) => new URL(name, place))
  })
  return Math.max(...[lock, ...files].map(changedAt))
}

/**
 * The agent in one file, made anew when a source is younger; undefined where the bundler is not installed. From its
 * sources an agent weighs 108 MB, from the bundle 59: what takes types out of sources stays in memory.
 */
export async function agentBundle() {
  if (changedAt(bundle) >= youngestSource()) return bundle
  try {
    const { bundleAgent } = await import('../../../scripts/bundle-agent.js')
    await bundleAgent(fileURLToPath(bundle))
    return bundle
  } catch {
    return undefined
  }
}

/** Runs the bundle in this process, under any Node from 20 up. */
export async function runAgentBundle(bundleUrl) {
  // `muster up` holds the other end of this channel: an agent of its own goes with it.
  if (process.channel) {
    process.channel.unref()
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  }
  await import(bundleUrl.href)
}
