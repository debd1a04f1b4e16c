import { existsSync, readFileSync, statSync } from 'node:fs'
import type { Credentials } from '@muster/protocol/api'
import { CliError } from '../errors.ts'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A JSON object from a file, or undefined when there is no such file. */
export function readObject(file: string): Record<string, unknown> | undefined {
  if (!existsSync(file)) return undefined
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const denied = error instanceof Error && 'code' in error
    throw new CliError(denied ? `${file} cannot be read: ${error.message}` : `${file} is not JSON. Mend or remove it.`)
  }
  if (!isRecord(value)) throw new CliError(`${file} holds no JSON object. Mend or remove it.`)
  return value
}

/** `{ secretId, secretKey }`, as the server writes data/admin.json; a temporary key has a `token` too. */
export function credentialsOf(value: unknown): Credentials | undefined {
  if (!isRecord(value)) return undefined
  const { secretId, secretKey, token } = value
  if (typeof secretId !== 'string' || typeof secretKey !== 'string') return undefined
  return { id: secretId, secret: secretKey, ...(typeof token === 'string' ? { token } : {}) }
}

export const keyFileOf = ({ id, secret, token }: Credentials): object => ({
  secretId: id,
  secretKey: secret,
  ...(token === undefined ? {} : { token }),
})

export function readKeyFile(file: string): Credentials {
  const value = readObject(file)
  if (!value) throw new CliError(`there is no key file ${file}.`)
  refuseShared(file)
  const credentials = credentialsOf(value)
  if (!credentials) throw new CliError(`${file} is no key file: it needs "secretId" and "secretKey".`)
  return credentials
}

/** As ssh does: a key that others on this machine can read is no secret. */
export function refuseShared(file: string): void {
  if ((statSync(file).mode & 0o077) !== 0)
    throw new CliError(`others can read the keys in ${file}. Run "chmod 600 ${file}" first.`)
}
