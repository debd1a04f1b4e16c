import type { Tags } from '../instances/instance.ts'

/**
 * What a user may do: only what one of these patterns allows, in which `*` stands for any text. A user without a policy
 * may do all that the role of its key lets it.
 */
export interface Policy {
  /** Calls by the names of the audit log: `tat:Describe*`, `native:createRun`. */
  readonly actions: readonly string[]
  /** Hosts to act on: `*`, `id:ins-…`, `name:web-*` or `tag:team=web`. */
  readonly instances: readonly string[]
  /**
   * Commands to run: `*`, `id:cmd-…`, `name:deploy-*`, or `script`: those that callers write themselves; and files to
   * write, by their paths: `file:/opt/app/*`.
   */
  readonly commands: readonly string[]
  /** Users of the hosts to run as, or to whom files are given. */
  readonly users: readonly string[]
  /** Names of stored parameters to use and to change; left out: none. */
  readonly parameters?: readonly string[] | undefined
}

/** What a policy looks at in a run, ids in the words of the API. */
export interface WantedRun {
  readonly instances: readonly PolicyInstance[]
  readonly command: 'script' | { readonly id: string; readonly name: string } | { readonly file: string }
  /** Empty: each agent's own. */
  readonly userName: string
}

export interface PolicyInstance {
  readonly id: string
  readonly name: string
  readonly tags: Tags
  readonly agentUser: string
}

/** Whether a pattern fits the whole of a text. */
export function fits(pattern: string, text: string): boolean {
  const [start = '', ...rest] = pattern.split('*')
  const end = rest.pop()
  if (end === undefined) return pattern === text
  if (!text.startsWith(start)) return false
  let at = start.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - end.length >= at && text.endsWith(end)
}

const anyFits = (patterns: readonly string[], texts: readonly string[]): boolean =>
  patterns.some((pattern) => texts.some((text) => fits(pattern, text)))

export const allowsAction = ({ actions }: Policy, action: string): boolean => anyFits(actions, [action])

export const allowsInstance = ({ instances }: Policy, { id, name, tags }: Omit<PolicyInstance, 'agentUser'>): boolean =>
  anyFits(instances, [`id:${id}`, `name:${name}`, ...Object.entries(tags).map(([key, value]) => `tag:${key}=${value}`)])

export const allowsCommand = ({ commands }: Policy, command: WantedRun['command']): boolean =>
  anyFits(commands.filter(isFor(command)), wordsFor(command))

/**
 * Files are only those that are named: the agent's user writes them, so that one who may run any script as another user
 * could do more by a file.
 */
const isFor = (command: WantedRun['command']) => (pattern: string) =>
  typeof command === 'string' || !('file' in command) || pattern.startsWith('file:')

function wordsFor(command: WantedRun['command']): readonly string[] {
  if (command === 'script') return [command]
  return 'file' in command ? [`file:${command.file}`] : [`id:${command.id}`, `name:${command.name}`]
}

function deedOf(command: WantedRun['command']): string {
  if (command === 'script') return 'run a script of its own'
  return 'file' in command ? `write ${command.file}` : `run the command ${command.name} (${command.id})`
}

export const allowsParameter = ({ parameters = [] }: Policy, name: string): boolean => anyFits(parameters, [name])

/** Why a policy does not let a run happen, or undefined when it does. */
export function refusalOfRun(policy: Policy, { instances, command, userName }: WantedRun): string | undefined {
  if (!allowsCommand(policy, command)) return deedOf(command)
  for (const instance of instances) {
    if (!allowsInstance(policy, instance)) return `act on ${instance.name} (${instance.id})`
    const user = userName === '' ? instance.agentUser : userName
    if (!anyFits(policy.users, [user]))
      return `${typeof command === 'object' && 'file' in command ? 'give files to' : 'run as'} ${user} on ${instance.name} (${instance.id})`
  }
  return undefined
}
