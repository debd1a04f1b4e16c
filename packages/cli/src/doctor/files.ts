import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { type Finding, findingsAbout } from './finding.ts'

const mebibyte = 1_048_576
/** As many as a server keeps free for results, unless told otherwise. */
const leastFree = 256 * mebibyte
const comfortable = 1024 * mebibyte

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8).padStart(4, '0')

export function checkFolder(about: string, path: string): readonly Finding[] {
  const { ok, warning, problem } = findingsAbout(about)
  const { mode, uid } = statSync(path)
  const own = process.geteuid?.()
  if ((mode & 0o022) !== 0) return [problem(`others may write to ${path}: run "chmod 700 ${path}".`)]
  if (own !== undefined && own !== 0 && own !== uid)
    return [problem(`${path} belongs to another user (${uid}): run this, and Muster, as that one.`)]
  if ((mode & 0o077) !== 0)
    return [warning(`others may look into ${path} (mode ${modeOf(path)}): run "chmod 700 ${path}".`)]
  return [ok(`${path} is its owner's alone`)]
}

/** Files that hold secrets: of those that are there, each must be its owner's alone. */
export function checkSecretFiles(about: string, paths: readonly string[]): readonly Finding[] {
  const { ok, problem } = findingsAbout(about)
  const there = paths.filter((path) => existsSync(path))
  const open = there.filter((path) => (statSync(path).mode & 0o077) !== 0)
  if (open.length > 0)
    return open.map((path) => problem(`others can read ${path} (mode ${modeOf(path)}): run "chmod 600 ${path}".`))
  return [ok(`${there.length} files with secrets can be read by their owner only`)]
}

export function checkDisk(about: string, folder: string): readonly Finding[] {
  const { ok, warning, problem } = findingsAbout(about)
  const { bavail, bsize, ffree, files } = statfsSync(folder)
  const free = bavail * bsize
  const words = `${Math.floor(free / mebibyte)} MiB are free for ${folder}`
  if (free < leastFree) return [problem(`${words}: make room, new work is refused.`)]
  if (files > 0 && ffree < 10_000) return [warning(`${ffree} files can still be made on the disk of ${folder}.`)]
  return [free < comfortable ? warning(`${words}: make room soon.`) : ok(words)]
}

/** Folders that an interrupted start or removal has left; the next start removes them. */
export function checkLeftovers(about: string, tasks: string): readonly Finding[] {
  const { ok, warning } = findingsAbout(about)
  if (!existsSync(tasks)) return [ok('no tasks yet')]
  const names = readdirSync(tasks)
  const kept = names.filter((name) => /^\d+-\d+$/.test(name)).length
  const left = names.filter((name) => /^old\./.test(name)).length
  if (left > 0) return [warning(`${left} folders of removed tasks are left in ${tasks}: restart the agent.`)]
  const words = `${kept} task folders, none left over`
  return [kept > 5_000 ? warning(`${words}: the agent takes nothing new beyond 10,000.`) : ok(words)]
}

/** The soft limit on open files of a process. */
export function openFilesOf(pid: number | 'self'): number {
  const [, limit = '0'] = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8')) ?? []
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit)
}
