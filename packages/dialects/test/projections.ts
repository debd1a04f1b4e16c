import { invocationState, type StateCounts, type TaskState } from '@muster/core'
import { fileStatus, wholeFileStatus } from '../src/alibaba/ecs/file-states.ts'
import { olderStatus, shownStates, wholeStatus } from '../src/alibaba/ecs/states.ts'
import * as tat from '../src/tencent/tat/states.ts'

interface Documented {
  readonly open: readonly string[]
  readonly ended: readonly string[]
}

/** What a dialect shows of the domain's states. A dialect joins by an entry; the tables must be total to compile. */
export interface Projection {
  readonly name: string
  readonly task: (state: TaskState) => string
  readonly whole: (counts: StateCounts, total: number) => string
  /** All that the vendor documents. */
  readonly tasks: Documented
  readonly wholes: Documented
}

export const projections: readonly Projection[] = [
  {
    name: 'TAT',
    task: (state) => tat.taskStatus[state],
    whole: (counts, total) => tat.invocationStatus[invocationState(counts, total)],
    // Source: TaskStatus and InvocationStatus of TAT.
    tasks: {
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
    },
    wholes: {
      open: ['PENDING', 'RUNNING', 'CANCELLING'],
      ended: ['SUCCESS', 'TIMEOUT', 'FAILED', 'CANCELLED', 'PARTIAL_FAILED', 'PARTIAL_CANCELLED'],
    },
  },
  {
    name: 'ECS',
    task: (state) => shownStates[state].status,
    whole: wholeStatus,
    // Source: InvocationStatus of DescribeInvocations.
    tasks: {
      open: ['Pending', 'Running', 'Stopping'],
      ended: ['Success', 'Failed', 'Timeout', 'Error', 'Aborted', 'Cancelled', 'Terminated', 'Invalid'],
    },
    wholes: { open: ['Pending', 'Running', 'Stopping'], ended: ['Success', 'Failed', 'Stopped', 'PartialFailed'] },
  },
  {
    name: 'ECS, older lists',
    task: (state) => shownStates[state].record,
    whole: (counts) => olderStatus[wholeStatus(counts)],
    // Source: InvokeRecordStatus and InvokeStatus.
    tasks: { open: ['Running', 'Stopping'], ended: ['Finished', 'Failed', 'Stopped'] },
    wholes: { open: ['Running', 'Stopping'], ended: ['Finished', 'Failed', 'Stopped', 'PartialFailed'] },
  },
  {
    name: 'ECS, files',
    task: (state) => fileStatus[state],
    whole: wholeFileStatus,
    // Source: InvocationStatus of DescribeSendFileResults.
    tasks: { open: ['Pending', 'Running'], ended: ['Success', 'Failed', 'Error', 'Timeout', 'Invalid', 'Aborted'] },
    wholes: { open: ['Pending', 'Running'], ended: ['Success', 'Failed', 'PartialFailed'] },
  },
]
