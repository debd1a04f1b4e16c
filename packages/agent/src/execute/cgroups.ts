import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
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
  const own = ownCgroup()
  // Its path is a word in a line to a shell.
  if (!own || /\s/.test(own.folder) || !canUse(own.folder, prefix)) return noCgroups
  const base = own.folder
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
    makeAside: (name) => {
      wakeKernel(own).catch(() => {})
      return mkdir(folderOf(name)).then(
        () => folderOf(name),
        () => '',
      )
    },
    remove: (folder) => {
      if (folder !== '') tryRemove(folder)
    },
    sweep: (inUse) => {
      const left = readdirSync(base).filter((name) => name.startsWith(`${prefix}-`))
      for (const folder of left.map((name) => join(base, name))) if (!inUse.includes(folder)) tryRemove(folder)
    },
  }
}

/**
 * The kernel takes 4 to 20 ms to move a process into a group, and 0.1 for those that it moves soon after: that wait begins
 * here, by a move of this process to where it is, while the executor that is moved is still being made.
 */
async function wakeKernel({ path, folder }: OwnCgroup): Promise<void> {
  // Somebody may have moved this process meanwhile.
  if (pathIn(await readFile(ownCgroups, 'utf8')) === path) await writeFile(join(folder, 'cgroup.procs'), '0')
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

interface OwnCgroup {
  /** As the kernel tells it. */
  readonly path: string
  readonly folder: string
}

const ownCgroups = '/proc/self/cgroup'

const pathIn = (cgroups: string): string | undefined => /^0::(\/.*)$/m.exec(cgroups)?.[1]

/** Where the version 2 hierarchy is mounted, and where in it this process is. */
function ownCgroup(): OwnCgroup | undefined {
  try {
    const path = pathIn(readFileSync(ownCgroups, 'utf8'))
    const mount = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .find((fields) => fields[fields.indexOf('-') + 1] === 'cgroup2')
    const [root, point] = [mount?.[3], mount?.[4]]
    if (!path || !root || !point) return undefined
    return { path, folder: join(point, root === '/' ? path : path.slice(root.length)) }
  } catch {
    return undefined
  }
}
