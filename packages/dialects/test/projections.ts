import type { InvocationState, TaskState } from '@muster/core'
import * as tat from '../src/tencent/tat/states.ts'

/** What a dialect shows of the domain's states. A dialect joins by an entry; the tables must be total to compile. */
export interface Projection {
  readonly dialect: string
  readonly task: Readonly<Record<TaskState, string>>
  readonly invocation: Readonly<Record<InvocationState, string>>
  /** All that the vendor documents for a task, and for the whole. */
  readonly documented: {
    readonly open: readonly string[]
    readonly ended: readonly string[]
    readonly openWhole: readonly string[]
    readonly endedWhole: readonly string[]
  }
}

export const projections: readonly Projection[] = [
  {
    dialect: 'tat',
    task: tat.taskStatus,
    invocation: tat.invocationStatus,
    // Source: TaskStatus and InvocationStatus of TAT.
    documented: {
      open: ['PENDING', 'DELIVERING', 'DELIVER_DELAYED', 'RUNNING', 'CANCELLING'],
      ended: [
        'DELIVER_FAILED',
        'START_FAILED',
        'SUCCESS',
        'FAILED',
        'TIMEOUT',
        'TASK_TIMEOUT',
        'CANCELLED',
        'TERMINATED',
      ],
      openWhole: ['PENDING', 'RUNNING', 'CANCELLING'],
      endedWhole: ['SUCCESS', 'TIMEOUT', 'FAILED', 'CANCELLED', 'PARTIAL_FAILED', 'PARTIAL_CANCELLED'],
    },
  },
]
