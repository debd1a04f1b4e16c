import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { CliError } from '../errors.ts'

export interface ScriptOptions {
  /** What follows `--`. */
  readonly words: readonly string[]
  readonly file?: string | undefined
  readonly command?: string | undefined
}

/** What to run, and the words that name it again in the next command line. */
export type Script =
  | { readonly kind: 'text'; readonly bytes: Buffer; readonly again: readonly string[] }
  | { readonly kind: 'stored'; readonly command: string; readonly again: readonly string[] }

// 64 KiB of base64, the limit of the server.
const mostBytes = 49_152

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

function readScript(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new CliError(`the script ${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

function text(bytes: Buffer, again: readonly string[]): Script {
  if (bytes.length === 0) throw new CliError('the script is empty. Give it after --, with --file, or on stdin with -.')
  if (bytes.length > mostBytes) throw new CliError(`the script has ${bytes.length} bytes, more than ${mostBytes}.`)
  return { kind: 'text', bytes, again }
}

export async function findScript(
  { words, file, command }: ScriptOptions,
  place: { readonly cwd: string; readonly stdin: Readable },
): Promise<Script> {
  const ways = [words.length > 0, file, command].filter(Boolean).length
  if (ways === 0) throw new CliError('there is nothing to run. Give a script after --, --file <f>, or --command <id>.')
  if (ways > 1) throw new CliError('give one of: a script after --, --file, --command.')
  if (command) return { kind: 'stored', command, again: ['--command', command] }
  if (file && file !== '-') return text(readScript(resolve(place.cwd, file)), ['--file', file])
  if (file === '-' || (words.length === 1 && words[0] === '-')) return text(await readAll(place.stdin), ['--', '-'])
  const script = words.join(' ')
  return text(Buffer.from(script), ['--', script])
}
