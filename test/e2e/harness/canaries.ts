import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A secret that stands nowhere else, with characters that encoders change. */
export const newCanary = (name: string): string => `${name} +/=&${randomBytes(9).toString('base64url')}é`

/** What would tell a secret: itself, and as base64 (wherever in it the secret begins), hexadecimal or a URL has it. */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return whole.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3))
  })
  const urlSafe = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  return [secret, ...base64, ...urlSafe, bytes.toString('hex'), encodeURIComponent(secret)]
}

export type Canaries = Readonly<Record<string, string>>

const patternsOf = (canaries: Canaries) =>
  Object.entries(canaries).flatMap(([name, secret]) =>
    formsOf(secret).map((form) => ({ name, bytes: Buffer.from(form) })),
  )

/** Which canaries each of these files tells, in lines such as "data/muster.db tells the token". */
export function findInFiles(roots: readonly string[], canaries: Canaries): readonly string[] {
  const patterns = patternsOf(canaries)
  return roots.flatMap(filesIn).flatMap((path) => tellers(path, readIfThere(path), patterns))
}

/** The same of command lines and environments of all processes that may be read. */
export function findInProcesses(canaries: Canaries): readonly string[] {
  const patterns = patternsOf(canaries)
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  return pids.flatMap((pid) =>
    ['cmdline', 'environ'].flatMap((file) => {
      const words = readIfThere(`/proc/${pid}/cmdline`).toString().replaceAll('\0', ' ').slice(0, 400)
      return tellers(`${file} of ${words}`, readIfThere(`/proc/${pid}/${file}`), patterns)
    }),
  )
}

function tellers(what: string, content: Buffer, patterns: ReturnType<typeof patternsOf>): readonly string[] {
  const names = new Set(patterns.filter(({ bytes }) => content.includes(bytes)).map(({ name }) => name))
  return [...names].map((name) => `${what} tells the ${name}`)
}

/** Files and folders come and go meanwhile. */
function filesIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
      const inside = join(path, entry.name)
      if (entry.isDirectory()) return filesIn(inside)
      return entry.isFile() ? [inside] : []
    })
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? [path] : []
  }
}

/** Files of /proc have no size. */
function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
