import type { Standing } from '../../../packages/agent/src/tasks/ports.ts'
import type { Spec } from '../../../packages/agent/src/tasks/spec.ts'
import type { Chance } from '../chance.ts'

/** What lies in the folder of a task, beside its spec. */
export interface Folder {
  spec: Spec
  mark: { readonly text: string; readonly at: number } | undefined
  result: { readonly text: string; readonly at: number } | undefined
  executor: 'none' | 'alive' | 'dead'
  output: Buffer
  /** All that the script wrote, beyond the limit too. */
  written: number
  /** A cancel was asked for. */
  stop: (() => void) | undefined
  isReadable: boolean
  /** Of a task that stays: replaced as a whole, and synced each time. */
  standing: Standing | undefined
}

export interface StoredIdentity {
  readonly instance: string
  readonly serverKey: string
  readonly privateKey: string
}

/** A data folder: what is named in it, what has been synced, and what was removed but may come back. */
export interface Disk {
  identity: StoredIdentity | undefined
  epoch: number
  settled: number
  readonly folders: Map<string, Folder>
  readonly unsynced: Set<string>
  readonly removed: Map<string, Folder>
}

export const emptyDisk = (): Disk => ({
  identity: undefined,
  epoch: 0,
  settled: 0,
  folders: new Map(),
  unsynced: new Set(),
  removed: new Map(),
})

export const createFolder = (spec: Spec): Folder => ({
  spec,
  mark: undefined,
  result: undefined,
  executor: 'none',
  output: Buffer.alloc(0),
  written: 0,
  stop: undefined,
  isReadable: true,
  standing: undefined,
})

export function syncFolders(disk: Disk): void {
  disk.unsynced.clear()
  disk.removed.clear()
}

/** What a power cut leaves: of what was not synced, anything. */
export function cutPower(disk: Disk, chance: Chance): void {
  for (const name of disk.unsynced) if (chance.flip(0.5)) disk.folders.delete(name)
  for (const [name, folder] of disk.removed) if (chance.flip(0.3)) disk.folders.set(name, folder)
  syncFolders(disk)
  for (const folder of disk.folders.values()) {
    folder.executor = 'none'
    folder.stop = undefined
    if (chance.flip(0.5)) forgetEnd(folder, chance)
    if (chance.flip(0.1)) folder.isReadable = false
  }
}

/** Files in a folder are not synced, but come to the disk in the order in which they were written. */
function forgetEnd(folder: Folder, chance: Chance): void {
  folder.result = undefined
  folder.output = folder.output.subarray(0, chance.int(0, folder.output.length))
  if (folder.output.length === 0 && chance.flip(0.5)) folder.mark = undefined
}

/** As `cp -a` would make it; what runs stays behind. */
export function copyDisk(disk: Disk): Disk {
  const folders = [...disk.folders].map(([name, folder]): [string, Folder] => [
    name,
    { ...folder, executor: 'none', stop: undefined, output: Buffer.from(folder.output) },
  ])
  return { ...disk, folders: new Map(folders), unsynced: new Set(), removed: new Map() }
}
