import { link, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder, writeSynced } from '../identity/files.ts'
import type { Evidence } from './judge.ts'
import { isAlive, parseIdentity, processesWith } from './processes.ts'

/** Text and time of a file in a task's folder; undefined when it is not there. */
async function readDated(folder: string, name: string): Promise<{ text: string; at: number } | undefined> {
  try {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path)
    return { text: await readFile(path, 'utf8'), at: Math.round(mtimeMs) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The lines that only the processes of one task have in their environment: the script's and the executor's. */
const traces = (cookie: string) => [`MUSTER_TASK=${cookie}`, `cookie=${cookie}`]

export const leftovers = (cookie: string): readonly number[] => (cookie === '' ? [] : processesWith(traces(cookie)))

/** `own`: the executor is a child of this process that has not ended. */
export async function gather(
  folder: string,
  { boot, cookie }: { readonly boot: 'same' | 'other'; readonly cookie: string },
  own: 'child' | 'unknown',
): Promise<Evidence> {
  // The executor is looked at before its result: one that ends in between has written it.
  const executor = boot === 'other' ? 'none' : own === 'child' ? 'alive' : await findExecutor(folder, cookie)
  const result = await readDated(folder, 'result')
  const whole = result?.text.endsWith('\n') ? { text: result.text.trim(), at: result.at } : undefined
  const mark = await readDated(folder, 'mark')
  const exit = whole && (await readDated(folder, 'exit'))
  return { boot, executor, mark: mark && { ...mark, text: mark.text.trim() }, result: whole, exitAt: exit?.at }
}

async function findExecutor(folder: string, cookie: string): Promise<Evidence['executor']> {
  const file = await readDated(folder, 'executor')
  if (!file) return 'none'
  const identity = parseIdentity(file.text.trim().split(' ').slice(1))
  if (identity) return isAlive(identity) ? 'alive' : 'dead'
  return leftovers(cookie).length > 0 ? 'alive' : 'dead'
}

/** Makes a file with its whole content at once, unless it is there; tells which. Durable when it resolves. */
export async function makeOnce(folder: string, name: string, text: string, draft: string): Promise<'made' | 'there'> {
  const temporary = join(folder, draft)
  await writeSynced(temporary, `${text}\n`, 'w')
  try {
    await link(temporary, join(folder, name))
    await syncFolder(folder)
    return 'made'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'there'
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Asks the guard of a running script to end it. The file is read by a guard that is not ready for the signal yet. */
export async function readGuard(folder: string) {
  const guard = await readDated(folder, 'guard')
  return guard && parseIdentity(guard.text.trim().split(' '))
}
