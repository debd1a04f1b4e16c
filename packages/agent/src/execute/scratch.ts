import { randomUUID } from 'node:crypto'
import {
  chownSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { chmod, lstat, mkdir, mkdtemp, readdir, rm, rmdir, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../log.ts'
import type { Spec } from '../tasks/spec.ts'
import { nextTurn } from '../turn.ts'

const tmpfsType = 0x01021994

/**
 * Folders for the texts of scripts, in memory, so that they never reach a disk. A call takes 10 µs there, less than a
 * trip through the thread pool.
 */
export interface Scratch {
  /** A folder for a script to come, with a text in its place. */
  readonly reserve: (text: string) => Place
  /** Writes the script where only its user can read it, and its secrets where only the agent can; gives the folder. */
  readonly write: (place: Place | undefined, text: Text, secrets: readonly string[]) => Promise<string>
  readonly kind: () => 'memory' | 'disk'
  readonly remove: (folder: string) => void
  /** Removes what no task refers to: an agent killed before it had accepted the task left it. */
  readonly sweep: (inUse: readonly string[]) => Promise<void>
  /** Removes the folder of all, unless scripts still use it. */
  readonly close: () => Promise<void>
}

/** The usual name of the file with a script's text. */
export const scriptFile = 'script'

/** A script for its user. */
export interface Text {
  /** Of its file. */
  readonly name: string
  readonly script: Uint8Array
  /** What its shell reads first; empty: nothing. */
  readonly entrance: string
  /** Null: the agent's own user. */
  readonly ids: Spec['account']['ids']
}

/** A folder with the open file of a script to come: to write it then takes 0.02 ms in place of 0.12. */
export interface Place {
  readonly folder: string
  /** Puts the script there; false when someone has cleaned up behind us. Once. */
  readonly fill: (text: Text) => Promise<boolean>
  /** When no script comes. */
  readonly close: () => void
}

/** `name` tells apart the agents of one host. */
export async function openScratch(name: string, fallback: string, log: Log): Promise<Scratch> {
  let { parent, kind } = await findParent(name, fallback, log)

  /** Made anew when someone has cleaned up behind us. */
  const makeFolder = async (): Promise<string> => {
    const id = randomUUID()
    try {
      mkdirSync(`${parent}/${id}`, { mode: 0o700 })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      const found = await findParent(name, fallback, log)
      parent = found.parent
      kind = found.kind
      mkdirSync(`${parent}/${id}`, { mode: 0o700 })
    }
    return `${parent}/${id}`
  }

  return {
    kind: () => kind,
    reserve: (text) => {
      const folder = `${parent}/${randomUUID()}`
      mkdirSync(folder, { mode: 0o700 })
      try {
        return openPlace(folder, text)
      } catch (error) {
        rmSync(folder, { recursive: true, force: true })
        throw error
      }
    },
    write: async (place, text, secrets) => {
      if (place && (await place.fill(text))) return place.folder
      const folder = await makeFolder()
      const file = `${folder}/${text.name}`
      try {
        writeFileSync(file, text.script, { mode: 0o700 })
        if (secrets.length > 0) writeFileSync(`${folder}/secrets`, JSON.stringify(secrets), { mode: 0o600, flag: 'wx' })
        await handOver(folder, file, text)
        return folder
      } catch (error) {
        rmSync(folder, { recursive: true, force: true })
        throw error
      }
    },
    remove: (folder) => {
      if (folder === '') return
      try {
        rmSync(folder, { recursive: true, force: true })
      } catch (error) {
        // What a script has left behind may still write there. The next start of the agent removes it.
        log.warn(`${folder} is left over and cannot be removed: ${error}`)
      }
    },
    close: () => rmdir(parent).catch(() => {}),
    sweep: async (inUse) => {
      const left = (await readdir(parent)).map((each) => join(parent, each)).filter((each) => !inUse.includes(each))
      await Promise.all(left.map((folder) => rm(folder, { recursive: true, force: true })))
    },
  }
}

/** The folder last: what lies in a folder of someone else's is not touched by its path any more. */
async function handOver(folder: string, file: string, { entrance, ids }: Text): Promise<void> {
  if (!ids) return
  await nextTurn()
  const first = `${folder}/entrance`
  if (entrance !== '') writeFileSync(first, entrance, { mode: 0o600, flag: 'wx' })
  for (const each of [...(entrance === '' ? [] : [first]), file, folder]) chownSync(each, ids.uid, ids.gid)
}

function openPlace(folder: string, text: string): Place {
  const path = `${folder}/${scriptFile}`
  const file = openSync(path, 'wx', 0o700)
  try {
    // At a place, so that the script goes to the beginning.
    writeSync(file, text, 0)
  } catch (error) {
    closeSync(file)
    throw error
  }
  return {
    folder,
    fill: async (given) => {
      try {
        if (fstatSync(file).nlink === 0) return false
        if (given.script.length < text.length) ftruncateSync(file)
        writeFileSync(file, given.script)
        await handOver(folder, path, given)
        return true
      } catch (error) {
        rmSync(folder, { recursive: true, force: true })
        throw error
      } finally {
        closeSync(file)
      }
    },
    close: () => closeSync(file),
  }
}

interface Parent {
  readonly parent: string
  readonly kind: ReturnType<Scratch['kind']>
}

async function findParent(name: string, fallback: string, log: Log): Promise<Parent> {
  for (const base of ['/run', '/dev/shm']) {
    if (!(await isTmpfs(base))) continue
    const parent = await claim(base, name)
    if (parent) return { parent, kind: 'memory' }
  }
  log.warn('no memory file system can be written to: the texts of running scripts go to a disk')
  const parent = await claim(tmpdir(), name)
  if (parent) return { parent, kind: 'disk' }
  await mkdir(fallback, { recursive: true, mode: 0o711 })
  return { parent: fallback, kind: 'disk' }
}

async function isTmpfs(path: string): Promise<boolean> {
  try {
    return (await statfs(path)).type === tmpfsType
  } catch {
    return false
  }
}

/**
 * Our folder under a base that others may write to. One that someone else made first, or opened to others, is not used:
 * a name that cannot be guessed takes its place.
 */
async function claim(base: string, name: string): Promise<string | undefined> {
  const path = join(base, name)
  try {
    await mkdir(path, { mode: 0o700 })
    await chmod(path, 0o711)
    return path
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return undefined
  }
  const found = await lstat(path)
  if (found.isDirectory() && found.uid === process.geteuid?.() && (found.mode & 0o022) === 0) return path
  const other = await mkdtemp(join(base, `${name}-`))
  await chmod(other, 0o711)
  return other
}
