import { closeSync, fstatSync, openSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Limits } from './limits.ts'

export type ReadLimits = () => Limits | { readonly problem: string }

interface Source {
  readonly path: string
  /** `given`: the owner has named the file, so that it must be there. */
  readonly presence: 'given' | 'looked for'
  /** The agent's user: it and root may have written the file. */
  readonly uid: number
}

/**
 * The limits in a file, read again whenever it has changed: to look costs 3 µs. A file that is there and cannot be
 * trusted or read closes the host, for nobody knows what it was to forbid.
 */
export function openLimits(source: Source): ReadLimits {
  let seen = ''
  let held: ReturnType<ReadLimits> = {}
  return () => {
    const now = markOf(source.path)
    if (now === seen) return held
    held = now === missing ? absent(source) : read(source)
    seen = now
    return held
  }
}

const missing = 'missing'

function markOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true })
  return stats ? [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ') : missing
}

const absent = ({ path, presence }: Source): ReturnType<ReadLimits> =>
  presence === 'given' ? { problem: `there is no file of limits ${path}` } : {}

function read(source: Source): ReturnType<ReadLimits> {
  const { path } = source
  try {
    const problem = findStranger(source, statSync(dirname(realpathSync(path))), 'the folder of ')
    if (problem) return { problem }
    const file = openSync(path, 'r')
    try {
      const open = findStranger(source, fstatSync(file), '')
      return open ? { problem: open } : parse(path, readFileSync(file, 'utf8'))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    return { problem: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function findStranger({ path, uid }: Source, { uid: owner, mode }: Stats, what: string): string | undefined {
  if (owner !== 0 && owner !== uid) return `${what}${path} belongs to another user than root and the agent`
  if ((mode & 0o022) !== 0) return `others may write to ${what}${path}`
  return undefined
}

function parse(path: string, text: string): ReturnType<ReadLimits> {
  const parsed = Limits.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return { problem: `${path}: ${[...(issue?.path ?? []), issue?.message].join(': ')}` }
}
