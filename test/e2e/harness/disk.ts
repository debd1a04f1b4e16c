import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Cleanup } from './programs.ts'

/** A small disk of its own, in memory, that can be filled. */
export interface Disk {
  readonly fill: () => void
  readonly free: () => void
}

/** Why no disk can be mounted here. */
export const noDisks = (): string | undefined =>
  process.geteuid?.() === 0 ? undefined : 'only root can mount a small disk'

export function mountDisk(t: Cleanup, folder: string, megabytes: number): Disk {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder])
  // Lazily: what still holds a file on it does not hold up the end of a test.
  t.after(() => void execFileSync('umount', ['--lazy', folder]))
  const ballast = join(folder, 'ballast')
  return {
    fill: () => fillFile(ballast),
    free: () => rmSync(ballast, { force: true }),
  }
}

/** Writes to a file until the disk takes nothing more, not even a byte. */
function fillFile(path: string): void {
  const file = openSync(path, 'a')
  try {
    for (let block = Buffer.alloc(1 << 20); block.length > 0; )
      try {
        writeSync(file, block)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
        block = block.subarray(0, block.length >> 1)
      }
  } finally {
    closeSync(file)
  }
}
