import { copyFileSync, statSync, truncateSync } from 'node:fs'

/** An agent writes two lines for each task: 16 MiB tell of some 70,000. */
const largest = 16 * 1024 * 1024

/**
 * Puts a log that has grown too long aside, in the place of the one before, and begins anew. The program that writes it
 * appends, so it goes on at the new end; what it writes between the two steps is lost.
 */
export function boundLog(path: string): void {
  try {
    if (statSync(path).size <= largest) return
    copyFileSync(path, `${path}.old`)
    truncateSync(path)
  } catch (error) {
    // Without room for the copy the log stays as it is until there is some.
    if (!['ENOSPC', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
