import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Whether a file of this name says something by now: some of a task's are empty until they do. */
export const hasAppeared = (folder: string, pattern: string): boolean =>
  globSync(join(folder, pattern)).some((path) => {
    const found = statSync(path, { throwIfNoEntry: false })
    return found !== undefined && (found.isFIFO() || found.size > 0)
  })
