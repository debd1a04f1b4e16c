import type { Policy } from '../accounts/policy.ts'
import { builtInNames } from '../commands/parameters.ts'
import type { Execution } from './invocation.ts'
import type { TaskState } from './task-states.ts'

/** What the tasks of an invocation are told alike: one object for all of them. */
export interface TaskWork extends Execution {
  readonly accountId: number
  readonly commandId: number
  readonly parameters: Readonly<Record<string, string>> | undefined
  readonly sealedSecrets: Uint8Array | undefined
}

/** Few scripts take the name of their host; only for those it is looked up. */
export const takesHostName = ({ parameters, content }: Pick<TaskWork, 'parameters' | 'content'>): boolean =>
  parameters !== undefined && builtInNames(content).includes('ACS::InstanceName')

/** All that a gateway needs to send a task. */
export interface Assignment {
  readonly taskId: number
  readonly attempt: number
  readonly instanceId: number
  readonly invocationId: number
  readonly state: TaskState
  /** After this moment its agent is only asked what became of it. */
  readonly startBy: number
  /** For scripts that take the name of their host. */
  readonly instanceName?: string
  readonly work: TaskWork
}

/** What a claim comes to: what is to be sent, and what ended because nobody may run it any more. */
export interface Claim {
  readonly assignments: readonly Assignment[]
  readonly withheld: readonly TaskMove[]
}

/** What the policy of the user whose run it is looks at, beside the hosts. */
export interface LimitedRun {
  readonly invocationId: number
  readonly ownerName: string
  readonly policy: Policy
  /** A stored command, or what the user wrote itself. */
  readonly command: { readonly id: number; readonly name: string } | 'script'
}

/** What the store holds of a task after a report: the server's answer to the agent. */
export interface ReportOutcome {
  readonly taskId: number
  readonly invocationId: number
  /** Bytes of output held; the agent goes on from here. */
  readonly offset: number
  readonly before: TaskState
  readonly state: TaskState
}

/** A moved task, for those who watch an invocation. */
export interface TaskMove {
  readonly taskId: number
  readonly invocationId: number
  readonly instanceId: number
  readonly from: TaskState
  readonly to: TaskState
}
