import type { Task } from '@muster/protocol/api'
import { compareNames } from '../tty/natural.ts'
import { stateNames, verdict } from './states.ts'

/** Hosts on which the same thing happened: same state, exit code, cause and output. */
export interface Group {
  readonly state: Task['state']
  readonly verdict: string
  readonly cause: string
  /** Base64. */
  readonly output: string
  readonly dropped: number
  /** Names where they are unique in the run, ids where they are not. */
  readonly hosts: readonly string[]
}

/** A word for each task that can be pasted after --on: the name when it is the only one, else the id. */
function labels(tasks: readonly Task[]): Map<string, string> {
  const seen = new Map<string, number>()
  for (const { instanceName } of tasks) seen.set(instanceName, (seen.get(instanceName) ?? 0) + 1)
  return new Map(
    tasks.map(({ instance, instanceName }) => [
      instance,
      instanceName !== '' && seen.get(instanceName) === 1 ? instanceName : instance,
    ]),
  )
}

const rank = (group: Group): number => (group.state === 'succeeded' ? 1 : 0)

const compareGroups = (a: Group, b: Group): number =>
  rank(a) - rank(b) ||
  a.hosts.length - b.hosts.length ||
  stateNames.indexOf(a.state) - stateNames.indexOf(b.state) ||
  compareNames(a.hosts[0] ?? '', b.hosts[0] ?? '')

/** The odd ones first: failures before successes, and of each the smallest group first. */
export function groupTasks(tasks: readonly Task[]): Group[] {
  const names = labels(tasks)
  const groups = new Map<string, Group & { readonly hosts: string[] }>()
  for (const task of tasks) {
    const { state, cause, output = '', dropped, instance } = task
    const key = JSON.stringify([state, task.exitCode, cause, dropped, output])
    const host = names.get(instance) ?? instance
    const group = groups.get(key)
    if (group) group.hosts.push(host)
    else groups.set(key, { state, verdict: verdict(task), cause, output, dropped, hosts: [host] })
  }
  for (const group of groups.values()) group.hosts.sort(compareNames)
  return [...groups.values()].sort(compareGroups)
}
