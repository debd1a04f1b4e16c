import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError } from '../errors.ts'
import { type Io, printJson, printLines } from '../io.ts'
import { keyFileOf } from './key-files.ts'

export interface MadeKey {
  readonly id: string
  readonly user: string
  readonly role: string
  readonly secret: string
  readonly token?: string
}

/** Where a new key goes, refused before one is made in vain. */
export function keyFileFor(io: Io, out: string | undefined): string | undefined {
  const file = out === undefined ? undefined : resolve(io.cwd, out)
  if (file && existsSync(file)) throw new CliError(`${file} exists. Name another file; no key was made.`)
  return file
}

interface Giving {
  readonly file: string | undefined
  readonly json: boolean | undefined
  readonly notes: readonly string[]
}

/** Writes a new key to its file, or shows it this once, with what to know about it. */
export function giveKey(io: Io, key: MadeKey, { file, json, notes }: Giving): void {
  const { secret, token, ...rest } = key
  if (file) {
    const content = keyFileOf({ id: key.id, secret, ...(token === undefined ? {} : { token }) })
    writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
  }
  if (json) printJson(io, file ? { ...rest, file } : key)
  else if (file) printLines(io, [`${key.id}  ${key.role} ${key.user}   use it with --key-file ${file}`])
  else
    printLines(io, [
      `secret id   ${key.id}`,
      `secret key  ${secret}`,
      ...(token === undefined ? [] : [`token       ${token}`]),
      '',
      ...notes,
    ])
}
