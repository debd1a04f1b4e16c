import type { CommandType, OutputDelivery } from '../commands/command.ts'
import { type Parameters, renderContent } from '../commands/parameters.ts'
import { fileScript } from '../files/file-script.ts'
import type { SentFile } from '../files/sent-file.ts'
import type { InstanceKind, Tags } from '../instances/instance.ts'
import type { Repeat } from './repeat.ts'
import type { Runtime } from './runtime.ts'
import { openCount, type StateCounts } from './task-states.ts'

export type InvocationSource = 'user' | 'schedule'

/** `login` sources the user's profiles first, as TAT does; `plain` gives only the allow-listed environment. */
export type Profile = 'login' | 'plain'
export type Termination = 'processTree' | 'process'
/** `merged` keeps the order of both streams exact; `split` keeps the streams apart and orders them by arrival. */
export type OutputMode = 'merged' | 'split'

/** How a script is run on every instance of an invocation. */
export interface Execution {
  readonly type: CommandType
  /** The script with its placeholders, whose values are filled in as the task is sent; or that of a file. */
  readonly content: Uint8Array
  readonly timeoutSeconds: number
  /** Empty: the user's home. */
  readonly workingDirectory: string
  /** Empty: the agent's own user. */
  readonly userName: string
  readonly profile: Profile
  readonly termination: Termination
  readonly output: OutputMode
  readonly delivery: OutputDelivery
  /** Its tasks stay on their hosts and fire there. */
  readonly repeat: Repeat | undefined
  /** None: the shell of the host, or the program that the script's first line names. */
  readonly runtime?: Runtime
  /** In place of a script of the caller's: a file that is to be written. */
  readonly file?: SentFile
}

/** One activity on many instances. */
export interface Invocation {
  readonly id: number
  readonly accountId: number
  /** Who started it, or owns the schedule that did; undefined: it is older than this column. */
  readonly userId: number | undefined
  readonly commandId: number
  readonly commandName: string
  readonly description: string
  readonly source: InvocationSource
  readonly instanceKind: InstanceKind
  readonly tags: Tags
  readonly execution: Execution
  /** Values of the placeholders with secrets masked, and the true values of the secrets, sealed. */
  readonly parameters: Readonly<Record<string, string>> | undefined
  readonly defaultParameters: Readonly<Record<string, string>> | undefined
  readonly sealedSecrets: Uint8Array | undefined
  /** The tasks are stored in one piece: their ids are firstTaskId … firstTaskId + total - 1. */
  readonly firstTaskId: number
  readonly total: number
  readonly counts: StateCounts
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  readonly createdAt: number
  readonly updatedAt: number
}

/** The script as hosts are given it, with these values. */
export const renderScript = ({ content, file }: Execution, parameters: Parameters | undefined): Uint8Array =>
  file ? Buffer.from(fileScript(file, content)) : renderContent(content, parameters)

/** What an invocation runs and how, which never changes. */
export type Run = Pick<Invocation, 'commandName' | 'source' | 'tags' | 'execution' | 'parameters'>

export type InvocationState =
  | 'pending'
  | 'running'
  | 'cancelling'
  | 'succeeded'
  | 'failed'
  | 'timedOut'
  | 'cancelled'
  | 'partlyFailed'
  | 'partlyCancelled'

/** The state of the whole, from the states of its parts. */
export function invocationState(counts: StateCounts, total: number): InvocationState {
  const open = openCount(counts)
  const stopped = counts.cancelled + counts.terminated
  if (open > 0) {
    if (counts.cancelling > 0) return 'cancelling'
    return open === total && counts.running === 0 ? 'pending' : 'running'
  }
  if (counts.succeeded === total) return 'succeeded'
  if (counts.timedOut === total) return 'timedOut'
  if (stopped === total) return 'cancelled'
  if (stopped > 0) return 'partlyCancelled'
  return counts.succeeded > 0 ? 'partlyFailed' : 'failed'
}
