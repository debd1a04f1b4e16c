import { existsSync, readFileSync } from 'node:fs'

export const corpusPath = (target: string): string => new URL(`./corpus/${target}.json`, import.meta.url).pathname

/** Inputs as Latin-1 texts: each character is a byte. */
export function readCorpus(target: string): readonly Buffer[] {
  const path = corpusPath(target)
  if (!existsSync(path)) return []
  return (JSON.parse(readFileSync(path, 'utf8')) as readonly string[]).map((text) => Buffer.from(text, 'latin1'))
}
