import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Control groups of the tasks, where this process may make them: they alone hold a process that hides. */
export interface Cgroups {
  /** The folder of a new group, empty when there is none. */
  readonly make: (name: string) => string
  /** The same aside of the event loop, which waits for the kernel for up to a millisecond. */
  readonly makeAside: (name: string) => Promise<string>
  /** Removes the group once it is empty; one that still holds processes stays. */
  readonly remove: (folder: string) => void
  /** Removes empty groups that no task refers to, which an agent that was killed has left. */
  readonly sweep: (inUse: readonly string[]) => void
}

export const noCgroups: Cgroups = { make: () => '', makeAside: async () => '', remove: () => {}, sweep: () => {} }

/** `prefix` tells apart the agents of one host. */
export function openCgroups(prefix: string): Cgroups {
  const base = ownCgroup()
  // Its path is a word in a line to a shell.
  if (!base || /\s/.test(base) || !canUse(base, prefix)) return noCgroups
  const folderOf = (name: string) => join(base, `${prefix}-${name}`)
  return {
    make: (name) => {
      try {
        mkdirSync(folderOf(name))
        return folderOf(name)
      } catch {
        return ''
      }
    },
    makeAside: (name) =>
      mkdir(folderOf(name)).then(
        () => folderOf(name),
        () => '',
      ),
    remove: (folder) => {
      if (folder !== '') tryRemove(folder)
    },
    sweep: (inUse) => {
      const left = readdirSync(base).filter((name) => name.startsWith(`${prefix}-`))
      for (const folder of left.map((name) => join(base, name))) if (!inUse.includes(folder)) tryRemove(folder)
    },
  }
}

function canUse(base: string, prefix: string): boolean {
  const probe = join(base, `${prefix}-probe`)
  try {
    mkdirSync(probe, { recursive: true })
    return existsSync(join(probe, 'cgroup.kill'))
  } catch {
    return false
  } finally {
    tryRemove(probe)
  }
}

function tryRemove(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Gone already, or a process that was left alone still lives in it.
  }
}

/** Where the version 2 hierarchy is mounted, and where in it this process is. */
function ownCgroup(): string | undefined {
  try {
    const own = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1]
    const mount = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .find((fields) => fields[fields.indexOf('-') + 1] === 'cgroup2')
    const [root, point] = [mount?.[3], mount?.[4]]
    if (!own || !root || !point) return undefined
    const base = root === '/' ? '' : root
    // In a namespace of its own this process may be outside of what is mounted.
    if (own !== base && !own.startsWith(`${base}/`)) return undefined
    return join(point, own.slice(base.length))
  } catch {
    return undefined
  }
}
