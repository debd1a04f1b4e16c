import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { MusterError } from '@muster/core'
import type { Room } from '@muster/store'
import { syncFolder, writeAll } from './disk-writes.ts'
import type { FilePlace } from './links.ts'

export interface UploadState extends FilePlace {
  readonly size: number
  readonly held: number
}

/** Files that are sent to hosts, by account and hash: one that is whole bears its hash, one that is not ends in its size. */
export interface Uploads {
  /** What is held of it; it is made, or used again, where nothing is. */
  readonly begin: (place: FilePlace, size: number, now: number) => Promise<UploadState>
  /** Takes what follows on what is held, and tells what is held then. */
  readonly write: (place: FilePlace, offset: number, data: Uint8Array) => Promise<UploadState>
  /** Undefined: it is not whole. */
  readonly find: (place: FilePlace) => Promise<{ readonly size: number; readonly path: string } | undefined>
  /** It is not forgotten for a while. */
  readonly use: (place: FilePlace, now: number) => Promise<void>
  readonly list: () => Promise<readonly (FilePlace & { readonly usedAt: number; readonly path: string })[]>
}

/** Of a SHA-256 in hexadecimal. */
const hashDigits = 64
const sizeIn = (partName: string): number => Number(partName.slice(hashDigits + '.'.length))

/** Of one account, whole or not. */
const accountBytes = 16 * 1024 ** 3
const accountFiles = 1_000

export function createUploads(folder: string, room: Room): Uploads {
  const folderOf = (accountId: number) => `${folder}/${accountId}`
  const pathOf = ({ accountId, sha256 }: FilePlace) => `${folderOf(accountId)}/${sha256}`
  const sizeOf = async (path: string) => (await stat(path).catch(() => undefined))?.size
  /** Pieces of one file come one after the other, whoever sends them. */
  const last = new Map<string, Promise<unknown>>()

  async function inTurn<Result>(place: FilePlace, work: () => Promise<Result>): Promise<Result> {
    const path = pathOf(place)
    const turn = (last.get(path) ?? Promise.resolve()).then(work, work)
    last.set(path, turn)
    return turn.finally(() => last.get(path) === turn && last.delete(path))
  }

  const names = (accountId: number) => readdir(folderOf(accountId)).catch(() => [])

  async function partOf(place: FilePlace): Promise<{ readonly path: string; readonly size: number } | undefined> {
    const name = (await names(place.accountId)).find((each) => each.startsWith(`${place.sha256}.`))
    return name === undefined ? undefined : { path: `${folderOf(place.accountId)}/${name}`, size: sizeIn(name) }
  }

  async function refuseWithoutRoom(accountId: number, size: number): Promise<void> {
    const full = room()
    if (full) throw full
    const kept = await names(accountId)
    let used = size
    for (const name of kept)
      used += name.length > hashDigits ? sizeIn(name) : ((await sizeOf(`${folderOf(accountId)}/${name}`)) ?? 0)
    if (used > accountBytes || kept.length >= accountFiles)
      throw new MusterError(
        'QuotaUsedUp',
        `The account would keep more than ${accountFiles} files to send, or ${accountBytes / 1024 ** 3} GiB: they go a day after their last use.`,
      )
  }

  return {
    begin: (place, size, now) =>
      inTurn(place, async () => {
        const whole = await sizeOf(pathOf(place))
        if (whole !== undefined) {
          await utimes(pathOf(place), now / 1000, now / 1000)
          return { ...place, size: whole, held: whole }
        }
        const part = await partOf(place)
        if (part && part.size !== size) await rm(part.path, { force: true })
        if (part?.size === size) return { ...place, size, held: (await sizeOf(part.path)) ?? 0 }
        await refuseWithoutRoom(place.accountId, size)
        await mkdir(folderOf(place.accountId), { recursive: true, mode: 0o700 })
        const path = `${pathOf(place)}.${size}`
        await (await open(path, 'w', 0o600)).close()
        if (size === 0) await finish(place, path)
        return { ...place, size, held: 0 }
      }),
    write: (place, offset, data) =>
      inTurn(place, async () => {
        const whole = await sizeOf(pathOf(place))
        if (whole !== undefined) return { ...place, size: whole, held: whole }
        const part = await partOf(place)
        if (!part) throw new MusterError('UploadNotFound', 'There is no such upload: begin it first.')
        const held = (await sizeOf(part.path)) ?? 0
        if (offset !== held) return { ...place, size: part.size, held }
        const full = room()
        if (full) throw full
        if (held + data.length > part.size)
          throw new MusterError('InvalidRequest', `The file has ${part.size} bytes, and more were sent.`)
        await append(part.path, data, held)
        if (held + data.length === part.size) await finish(place, part.path)
        return { ...place, size: part.size, held: held + data.length }
      }),
    find: async (place) => {
      const size = await sizeOf(pathOf(place))
      return size === undefined ? undefined : { size, path: pathOf(place) }
    },
    use: (place, now) => utimes(pathOf(place), now / 1000, now / 1000),
    list: async () => {
      const found = []
      for (const account of await readdir(folder).catch(() => []))
        for (const name of await names(Number(account))) {
          const path = `${folder}/${account}/${name}`
          const usedAt = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0
          found.push({ accountId: Number(account), sha256: name.slice(0, hashDigits), usedAt, path })
        }
      return found
    },
  }

  async function finish(place: FilePlace, part: string): Promise<void> {
    const file = await open(part, 'r+')
    const hash = await hashOf(file).finally(() => file.close())
    if (hash !== place.sha256) {
      await rm(part, { force: true })
      throw new MusterError('UploadDamaged', 'What was sent has another SHA-256 than was said: send it again.')
    }
    await rename(part, pathOf(place))
    // A host may be told of it from now on, also after a power cut.
    await syncFolder(folderOf(place.accountId))
  }
}

async function append(path: string, data: Uint8Array, at: number): Promise<void> {
  const file = await open(path, 'r+')
  await writeAll(file, data, at).finally(() => file.close())
}

/** Of what is on disk by then. */
async function hashOf(file: FileHandle): Promise<string> {
  await file.sync()
  const hash = createHash('sha256')
  for await (const data of file.createReadStream({ autoClose: false, start: 0 })) hash.update(data)
  return hash.digest('hex')
}
