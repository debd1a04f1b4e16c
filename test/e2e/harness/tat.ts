import { createHash, createHmac } from 'node:crypto'
import type { RunningServer } from './programs.ts'

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** The `Response` of a TAT call, errors included: signed here, by the documentation and not by our own code. */
export async function callTat(
  server: RunningServer,
  action: string,
  parameters: object,
): Promise<Record<string, unknown>> {
  const body = JSON.stringify(parameters)
  const seconds = Math.floor(Date.now() / 1000)
  const date = new Date(seconds * 1000).toISOString().slice(0, 10)
  const { host } = new URL(server.url)
  const canonical = `POST\n/\n\ncontent-type:application/json\nhost:${host}\n\ncontent-type;host\n${sha256(body)}`
  const scope = `${date}/tat/tc3_request`
  const key = hmac(hmac(hmac(`TC3${server.key.secretKey}`, date), 'tat'), 'tc3_request')
  const signature = hmac(key, `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256(canonical)}`).toString('hex')
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      authorization: `TC3-HMAC-SHA256 Credential=${server.key.secretId}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`,
      'content-type': 'application/json',
      'x-tc-action': action,
      'x-tc-version': '2020-10-28',
      'x-tc-timestamp': String(seconds),
    },
    body,
  })
  return ((await response.json()) as { Response: Record<string, unknown> }).Response
}

export interface TaskRecord {
  readonly InvocationTaskId: string
  readonly InstanceId: string
  readonly TaskStatus: string
  readonly ErrorInfo: string
  readonly TaskResult: { readonly ExitCode: number; readonly Output: string; readonly Dropped: number }
}

const open = new Set(['PENDING', 'DELIVERING', 'DELIVER_DELAYED', 'RUNNING', 'CANCELLING'])

/** Every task of an invocation with its output. */
export async function readTasks(server: RunningServer, invocation: string): Promise<readonly TaskRecord[]> {
  const tasks: TaskRecord[] = []
  for (;;) {
    const page = await callTat(server, 'DescribeInvocationTasks', {
      Filters: [{ Name: 'invocation-id', Values: [invocation] }],
      HideOutput: false,
      Limit: 100,
      Offset: tasks.length,
    })
    const set = page.InvocationTaskSet as TaskRecord[] | undefined
    if (!set) throw new Error(JSON.stringify(page))
    tasks.push(...set)
    if (set.length < 100) return tasks
  }
}

export const hasEnded = (task: TaskRecord): boolean => !open.has(task.TaskStatus)
export const outputOf = (task: TaskRecord): string => Buffer.from(task.TaskResult.Output, 'base64').toString()

/** Runs a script and gives the id of its invocation. */
export async function runScript(
  server: RunningServer,
  script: string,
  instances: readonly string[],
  more: object = {},
): Promise<string> {
  const answer = await callTat(server, 'RunCommand', {
    Content: Buffer.from(script).toString('base64'),
    InstanceIds: instances,
    ...more,
  })
  if (typeof answer.InvocationId !== 'string') throw new Error(JSON.stringify(answer))
  return answer.InvocationId
}
