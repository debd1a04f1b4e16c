import { type FileHandle, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

async function withHandle<T>(path: string, flags: string, mode: number, work: (file: FileHandle) => Promise<T>) {
  const file = await open(path, flags, mode)
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

/** Makes the entries of a folder survive a power cut. */
export const syncFolder = (path: string): Promise<void> => withHandle(path, 'r', 0, (folder) => folder.sync())

export const writeSynced = (path: string, content: string, flags: 'w' | 'wx', mode = 0o600): Promise<void> =>
  withHandle(path, flags, mode, async (file) => {
    await file.writeFile(content)
    await file.sync()
  })

/** The file has either its old content or the new one, whatever happens. */
export async function replaceFile(path: string, content: string): Promise<void> {
  await writeSynced(`${path}.new`, content, 'w')
  await rename(`${path}.new`, path)
  await syncFolder(dirname(path))
}
