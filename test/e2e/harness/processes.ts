import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const readOrEmpty = (read: () => string): string => {
  try {
    return read()
  } catch {
    return ''
  }
}

/** The living processes whose link of /proc (`cwd`, `ns/mnt`) leads where it should. */
export const processesWhere = (link: string, leadsTo: (target: string) => boolean): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && leadsTo(readOrEmpty(() => readlinkSync(`/proc/${name}/${link}`))))
    .map(Number)

/** Kills one process, unless its number has been given to another: `start` is when it began, as /proc tells it. */
export function killProcess(pid: number, start: string): boolean {
  const stat = readOrEmpty(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[19] === start && fields[0] !== 'Z' && kill(pid)
}

export function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}
