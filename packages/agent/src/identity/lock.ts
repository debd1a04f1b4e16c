import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive, ownIdentity } from '../execute/processes.ts'
import { exitCodes, Failure } from '../failure.ts'

/** Takes the data folder for this process. A lock whose process (pid and start time) is gone is taken over. */
export async function lockFolder(data: string): Promise<() => Promise<void>> {
  const path = join(data, 'lock')
  const { pid, start } = ownIdentity()
  const mine = `${pid} ${start}\n`
  const draft = join(data, `lock.${pid}`)
  await writeFile(draft, mine, { mode: 0o600 })
  try {
    while (!(await tryLink(draft, path))) {
      const holder = await readFile(path, 'utf8').catch(() => '')
      const [holderPid = '0', holderStart = ''] = holder.trim().split(' ')
      if (isAlive({ pid: Number(holderPid), start: holderStart })) throw taken(data, `process ${holderPid}`)
      await removeStale(data, path, holder)
    }
  } finally {
    await rm(draft, { force: true })
  }
  return () => rm(path, { force: true })
}

const taken = (data: string, by: string) =>
  new Failure(`another agent (${by}) uses ${data}. Stop it, or give this one its own with --data.`, exitCodes.locked)

/** Removes the lock that was read. When another starter has replaced it meanwhile, that one keeps the folder. */
async function removeStale(data: string, path: string, stale: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  const moved = await readFile(aside, 'utf8')
  if (moved !== stale) await tryLink(aside, path)
  await rm(aside, { force: true })
  if (moved !== stale) throw taken(data, 'just started')
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
