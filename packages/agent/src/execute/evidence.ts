import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../identity/files.ts'
import type { Evidence } from './judge.ts'
import { isAlive, type ProcessIdentity, parseIdentity, processesWith } from './processes.ts'

/**
 * Text and time of a file in a task's folder; undefined when it is not there. These files are a few minutes old at most
 * and lie in the page cache, where a call takes 10 µs: less than a trip through the thread pool.
 */
function readDated(folder: string, name: string): { text: string; at: number } | undefined {
  try {
    const path = `${folder}/${name}`
    const { mtimeMs } = statSync(path)
    return { text: readFileSync(path, 'utf8'), at: Math.round(mtimeMs) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Who has taken a file that the first line decides; undefined while nobody has. */
function readTaken(folder: string, name: 'executor' | 'mark'): { text: string; at: number } | undefined {
  const file = readDated(folder, name)
  if (!file || file.text === '') return undefined
  const [text = ''] = file.text.split('\n')
  return { text, at: file.at }
}

/** The processes of a task: what the script has started, by its cookie, and the executor, by the folder it is in. */
export function leftovers(folder: string, cookie: string): readonly number[] {
  if (cookie === '') return []
  return [...new Set([...processesWith(`MUSTER_TASK=${cookie}`), ...processesIn(folder)])]
}

const processesIn = (folder: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && workingDirectory(name) === folder)
    .map(Number)

function workingDirectory(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}

export function gather(
  folder: string,
  { boot, cookie }: { readonly boot: 'same' | 'other'; readonly cookie: string },
): Evidence {
  // Mostly there is a result. Else the executor is looked at, and then again: one that ends in between has written it.
  const told = readResult(folder)
  const executor = told || boot === 'other' ? 'none' : findExecutor(folder, cookie)
  const whole = told ?? readResult(folder)
  const mark = readTaken(folder, 'mark')
  const exit = whole && readDated(folder, 'exit')
  return { boot, executor, mark, result: whole, exitAt: exit?.at }
}

function findExecutor(folder: string, cookie: string): Evidence['executor'] {
  const file = readTaken(folder, 'executor')
  if (!file) return 'none'
  const identity = identityIn(file)
  if (identity) return isAlive(identity) ? 'alive' : 'dead'
  return leftovers(folder, cookie).length > 0 ? 'alive' : 'dead'
}

/** Takes the mark of a task, so that its script never starts, unless it is taken. Durable when it resolves. */
export async function takeMark(folder: string, text: string): Promise<'ours' | 'taken'> {
  if (readTaken(folder, 'mark')) return 'taken'
  const file = await open(join(folder, 'mark'), 'a', 0o600)
  try {
    await file.write(`${text}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await syncFolder(folder)
  return readTaken(folder, 'mark')?.text === text ? 'ours' : 'taken'
}

interface Guard extends ProcessIdentity {
  /** The process of the executor that it belongs to. */
  readonly keeper: number
}

/** Who holds the deadline of a script. */
export function readGuard(folder: string): Guard | undefined {
  const words = readDated(folder, 'guard')?.text.trim().split(' ') ?? []
  const identity = parseIdentity(words)
  return identity && { ...identity, keeper: Number(words[2]) }
}

/**
 * Whether nobody is left who would end a script, or the wait for a pipe that others hold. A guard leaves before its work is
 * done only if it was killed, or could not kill the script. One of an executor that an earlier agent has prepared, and
 * that left without a task, says nothing.
 */
export function isUnguarded(folder: string): boolean {
  const guard = readGuard(folder)
  if (!guard || isAlive(guard) || guard.keeper !== readExecutor(folder)?.pid) return false
  return !existsSync(join(folder, 'totals')) && !hasResult(folder)
}

function readResult(folder: string): Evidence['result'] {
  const result = readDated(folder, 'result')
  return result?.text.endsWith('\n') ? { text: result.text.trim(), at: result.at } : undefined
}

export const hasResult = (folder: string): boolean => readResult(folder) !== undefined

export const readExecutor = (folder: string) => identityIn(readTaken(folder, 'executor'))

/** Of "boot pid start". */
const identityIn = (file: { readonly text: string } | undefined) => parseIdentity(file?.text.split(' ').slice(1) ?? [])
