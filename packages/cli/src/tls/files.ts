import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from '../errors.ts'
import type { Credential } from './authority.ts'

export const pathsOf = (folder: string, name: string) => ({
  certificate: join(folder, `${name}.pem`),
  key: join(folder, `${name}.key`),
})

export const isThere = (folder: string, name: string): boolean => existsSync(pathsOf(folder, name).certificate)

export function readCredential(folder: string, name: string): Credential {
  const { certificate, key } = pathsOf(folder, name)
  try {
    return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
  } catch {
    throw new CliError(
      `${certificate} and ${key} cannot be read. Make them with "muster tls init", or name their folder with --out.`,
    )
  }
}

/** The key first: a server that reads both meanwhile finds that they do not fit, and keeps what it has. */
export function writeCredential(folder: string, name: string, { certificate, key }: Credential): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const paths = pathsOf(folder, name)
  replace(paths.key, key, 0o600)
  replace(paths.certificate, certificate, 0o644)
}

function replace(path: string, content: string, mode: number): void {
  writeFileSync(`${path}.new`, content, { mode })
  renameSync(`${path}.new`, path)
}
