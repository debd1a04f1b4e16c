import { resolve } from 'node:path'
import { Policy } from '@muster/protocol/api'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'
import { readObject } from './key-files.ts'

/** A policy from a JSON file, or the line that says what is wrong with it. */
export function readPolicy({ cwd }: Io, path: string): Policy {
  const file = resolve(cwd, path)
  const value = readObject(file)
  if (!value) throw new CliError(`there is no policy file ${file}.`)
  const parsed = Policy.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new CliError(`${file} is no policy: ${[...(issue?.path ?? []), issue?.message].join(': ')}.`)
}
