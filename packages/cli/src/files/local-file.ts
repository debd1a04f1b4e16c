import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { CliError } from '../errors.ts'

/** A file of this machine, as it was when it was looked at. */
export interface LocalFile {
  readonly path: string
  readonly size: number
  /** In octal digits. */
  readonly mode: string
  readonly sha256: string
}

export async function readLocal(path: string): Promise<LocalFile> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new CliError(`there is no file ${path}. Nothing was sent.`)
  if (!found.isFile()) throw new CliError(`${path} is no file: pack folders first, for instance with tar.`)
  const hash = createHash('sha256')
  let size = 0
  for await (const data of createReadStream(path)) {
    hash.update(data)
    size += data.length
  }
  return { path, size, mode: `0${(found.mode & 0o777).toString(8)}`.padStart(4, '0'), sha256: hash.digest('hex') }
}
