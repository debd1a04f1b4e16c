// Plain JavaScript that any Node since 16 can read: it runs before the right Node has been found.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const wanted = 24

/** Type stripping and node:sqlite call themselves experimental in some releases of Node 24; users need not read that. */
export const quietFlags = ['--disable-warning=ExperimentalWarning']

export const majorOf = (version) => Number.parseInt(version.replace(/^v/, ''), 10)

/** The path of the package's binary, or undefined when it is not installed (another platform, or `--omit=optional`). */
export function packagedNode(platform, architecture, resolve) {
  const name = `node-${platform}-${architecture}`
  try {
    return join(dirname(resolve(`${name}/package.json`)), 'bin', 'node')
  } catch {
    return undefined
  }
}

const askVersion = (file) => {
  const answer = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 })
  return answer.status === 0 ? answer.stdout.trim() : undefined
}

/** What the search looks at, as an argument so that tests can look elsewhere. */
export const thisSystem = () => ({
  version: process.version,
  execPath: process.execPath,
  platform: process.platform,
  architecture: process.arch,
  path: process.env.PATH || '',
  resolve: createRequire(import.meta.url).resolve,
  exists: existsSync,
  askVersion,
})

/** `{ node }` is a Node of at least version 24; `{ problem }` is one line for a person. */
export function findNode24(system) {
  if (majorOf(system.version) >= wanted) return { node: system.execPath }
  if (majorOf(system.version) < 20)
    return { problem: `error: Muster needs Node 20 or newer to start, this is ${system.version}. Install Node 24.` }
  const packaged = packagedNode(system.platform, system.architecture, system.resolve)
  if (packaged && system.exists(packaged)) return { node: packaged }
  for (const folder of system.path.split(delimiter).filter(Boolean)) {
    const file = join(folder, 'node')
    if (!system.exists(file)) continue
    const version = system.askVersion(file)
    if (version && majorOf(version) >= wanted) return { node: file }
  }
  const name = `node-${system.platform}-${system.architecture}`
  return {
    problem: `error: Muster runs on Node 24, this is ${system.version} and the package ${name} is not installed. Run "npm ci" without --omit=optional, or put Node 24 on PATH.`,
  }
}

/** The exit code that a shell would report for a child. */
export const exitCodeOf = (code, signal) => (signal ? 128 + (constants.signals[signal] || 0) : code === null ? 1 : code)
