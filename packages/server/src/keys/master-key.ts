import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import { readIfThere, writePrivate } from './data-files.ts'

/** Where the key comes from that seals the keyring: a file that a rotation replaces, or the environment. */
export type MasterSource =
  | { readonly file: string }
  | { readonly key: Uint8Array; readonly previous: Uint8Array | undefined; readonly file: string }

/** 64 hexadecimal digits; undefined for anything else. */
export const parseMasterKey = (text: string): Uint8Array | undefined =>
  /^[0-9a-f]{64}\n?$/i.test(text) ? Buffer.from(text.trim(), 'hex') : undefined

/** The key in a file, or undefined where there is none. */
export function readMasterKey(file: string): Uint8Array | undefined {
  const text = readIfThere(file)
  if (text === undefined) return undefined
  const key = parseMasterKey(text)
  if (!key) throw new Error(`${file} is damaged: restore it from a backup.`)
  return key
}

export const writeMasterKey = (file: string, key: Uint8Array): void =>
  writePrivate(file, `${Buffer.from(key).toString('hex')}\n`)

/** Throws before anything has changed where the file cannot be replaced. */
export const checkReplaceable = (file: string): void => accessSync(dirname(file), constants.W_OK)
