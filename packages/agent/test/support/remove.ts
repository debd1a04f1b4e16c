import { rmSync } from 'node:fs'
import { until } from './until.ts'

/** Removes a folder in which what an agent has started, and left behind, may still write. */
export const remove = (folder: string): Promise<true> =>
  until(`${folder} to go`, () => {
    try {
      rmSync(folder, { recursive: true, force: true })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTEMPTY') return false
      throw error
    }
  })
