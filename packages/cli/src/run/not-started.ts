import type { Task } from '@muster/protocol/api'

const advice: readonly (readonly [RegExp, string])[] = [
  [/^user ".*" does not exist/, ' Create it there, or choose another with --user.'],
  [/^the working directory /, ' Make it there, or choose another with --cwd.'],
]

/** When a run was for one host and its script could not even start: what to do about it, in place of a table of one. */
export function notStarted(tasks: readonly Task[]): string | undefined {
  const [task, ...others] = tasks
  if (!task || others.length > 0 || task.state !== 'startFailed') return undefined
  const host = task.instanceName ? `${task.instanceName} (${task.instance})` : task.instance
  const [, next = ''] = advice.find(([cause]) => cause.test(task.cause)) ?? []
  return `${task.cause.replace('on this host', `on ${host}`)}. Nothing ran.${next}`
}
