import { eventually } from '../../e2e/harness/wait.ts'
import { call, createClient } from './client.ts'

export interface TaskRecord {
  readonly InvocationId: string
  readonly InvocationTaskId: string
  readonly InstanceId: string
  readonly TaskStatus: string
  readonly ErrorInfo: string
  readonly StartTime: string | null
  readonly EndTime: string | null
  readonly CommandDocument: Readonly<Record<string, unknown>>
  readonly TaskResult: {
    readonly ExitCode: number
    readonly Output: string
    readonly Dropped: number
    readonly ExecStartTime: string | null
    readonly OutputUrl: string
    readonly OutputUploadCOSErrorInfo: string
  }
}

/** Of a task that has not ended. */
export const open = /^(PENDING|DELIVERING|DELIVER_DELAYED|RUNNING|CANCELLING)$/
export const client = createClient()

export const encode = (script: string): string => Buffer.from(script).toString('base64')
export const bytesOf = (task: TaskRecord): Buffer => Buffer.from(task.TaskResult.Output, 'base64')
export const outputOf = (task: TaskRecord): string => bytesOf(task).toString()

/** Starts a script and gives the id of its invocation. */
export async function start(script: string, instances: readonly string[], more: object = {}): Promise<string> {
  const answer = await call(client, 'RunCommand', { Content: encode(script), InstanceIds: instances, ...more })
  return String(answer.InvocationId)
}

export async function tasksOf(invocation: string): Promise<readonly TaskRecord[]> {
  const answer = await call(client, 'DescribeInvocationTasks', {
    Filters: [{ Name: 'invocation-id', Values: [invocation] }],
    HideOutput: false,
    Limit: 100,
  })
  return answer.InvocationTaskSet as readonly TaskRecord[]
}

export async function firstTask(invocation: string): Promise<TaskRecord> {
  const [task] = await tasksOf(invocation)
  if (!task) throw new Error(`${invocation} has no task`)
  return task
}

/** The tasks of an invocation once all have ended. */
export const ended = (invocation: string): Promise<readonly TaskRecord[]> =>
  eventually(`${invocation} to end`, async () => {
    const tasks = await tasksOf(invocation)
    return tasks.length > 0 && tasks.every(({ TaskStatus }) => !open.test(TaskStatus)) && tasks
  })

/** Runs a script on one instance to its end. */
export async function run(script: string, instance: string, more: object = {}): Promise<TaskRecord> {
  const [task] = await ended(await start(script, [instance], more))
  if (!task) throw new Error('an invocation without a task')
  return task
}

export const becomes = (invocation: string, status: string): Promise<TaskRecord> =>
  eventually(`${invocation} to be ${status}`, async () => {
    const task = await firstTask(invocation)
    return task.TaskStatus === status && task
  })
