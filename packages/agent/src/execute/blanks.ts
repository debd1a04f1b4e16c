import { closeSync, open, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'

const mode = 0o600
const openFile = promisify(open)

type Name = 'task' | 'spec.json'

/** Files of a task to come, made and open: to make one takes 0.1 to 0.3 ms, to write 0.02. */
export interface Blanks {
  /** Once each. */
  readonly write: (name: Name, text: string) => void
  /** Those that were not written. */
  readonly close: () => void
}

export async function openBlanks(folder: string): Promise<Blanks> {
  const files = new Map<Name, number>()
  const close = (name: Name, fd: number) => {
    files.delete(name)
    closeSync(fd)
  }
  const closeAll = () => {
    for (const [name, fd] of files) close(name, fd)
  }
  try {
    for (const name of ['task', 'spec.json'] as const) files.set(name, await openFile(`${folder}/${name}`, 'wx', mode))
  } catch (error) {
    closeAll()
    throw error
  }
  return {
    write: (name, text) => {
      const fd = files.get(name)
      if (fd === undefined) throw new Error(`${name} has been written`)
      try {
        writeFileSync(fd, text)
      } finally {
        close(name, fd)
      }
    },
    close: closeAll,
  }
}

export const writeNew = (path: string, text: string): void => writeFileSync(path, text, { flag: 'wx', mode })

/** An executor of an earlier agent may be reading the file. */
export function writeOnce(path: string, text: string): void {
  try {
    writeNew(path, text)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
