import { randomUUID } from 'node:crypto'
import { readlinkSync, writeFileSync } from 'node:fs'
import { kill, processesWhere } from './processes.ts'
import type { Surroundings } from './programs.ts'

/** A host of its own to those that run on it: its boot can be told, and all its processes be found. */
export interface Boot {
  readonly surroundings: Surroundings
  /** As when the power fails: every process is gone, and what starts next finds another boot. */
  readonly lose: () => void
}

export const noBoots = (): string | undefined =>
  process.geteuid?.() === 0 ? undefined : 'only root can give an agent a boot of its own'

const bootId = '/proc/sys/kernel/random/boot_id'

/** `data`: the folder in which the agent of the host works. */
export function makeBoot(file: string, data: string): Boot {
  const renew = () => writeFileSync(file, `${randomUUID()}\n`)
  renew()
  const enter = `mount --bind "$0" ${bootId} && exec "$@"`
  return {
    surroundings: { through: ['unshare', '--mount', '/bin/sh', '-c', enter, file] },
    lose: () => {
      // Every agent of the host, and what it has started, lives in a mount namespace in which something works in `data`.
      const spaces = new Set<string>()
      for (const pid of processesWhere('cwd', (folder) => folder.startsWith(`${data}/`))) spaces.add(spaceOf(pid))
      if (spaces.has(spaceOf('self'))) throw new Error(`a process of this host itself works in ${data}`)
      for (const pid of processesWhere('ns/mnt', (space) => space !== '' && spaces.has(space))) kill(pid)
      renew()
    },
  }
}

function spaceOf(process: number | 'self'): string {
  try {
    return readlinkSync(`/proc/${process}/ns/mnt`)
  } catch {
    // It has just ended.
    return ''
  }
}
