import { createHash, createHmac } from 'node:crypto'
import type { RunningServer } from './programs.ts'

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')

interface SignedCall {
  readonly service: string
  readonly path: string
  readonly body: string | Uint8Array
  readonly headers: Record<string, string>
}

/** A TC3-signed POST: signed here, by the documentation and not by our own code. */
export async function post(
  server: RunningServer,
  { service, path, body, headers }: SignedCall,
): Promise<Record<string, unknown>> {
  const seconds = Math.floor(server.now() / 1000)
  const date = new Date(seconds * 1000).toISOString().slice(0, 10)
  const { host } = new URL(server.url)
  const canonical = `POST\n${path}\n\ncontent-type:application/json\nhost:${host}\n\ncontent-type;host\n${sha256(body)}`
  const scope = `${date}/${service}/tc3_request`
  const key = hmac(hmac(hmac(`TC3${server.key.secretKey}`, date), service), 'tc3_request')
  const signature = hmac(key, `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256(canonical)}`).toString('hex')
  const credential = `${server.key.secretId}/${scope}`
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: {
      authorization: `TC3-HMAC-SHA256 Credential=${credential}, SignedHeaders=content-type;host, Signature=${signature}`,
      'content-type': 'application/json',
      'x-tc-timestamp': String(seconds),
      ...headers,
    },
    body,
  })
  return (await response.json()) as Record<string, unknown>
}

/** The `Response` of a TAT call, errors included. */
export async function callTat(
  server: RunningServer,
  action: string,
  parameters: object,
): Promise<Record<string, unknown>> {
  const headers = { 'x-tc-action': action, 'x-tc-version': '2020-10-28' }
  const answer = await post(server, { service: 'tat', path: '/', body: JSON.stringify(parameters), headers })
  return answer.Response as Record<string, unknown>
}

export interface TaskRecord {
  readonly InvocationTaskId: string
  readonly InstanceId: string
  readonly TaskStatus: string
  readonly ErrorInfo: string
  readonly TaskResult: {
    readonly ExitCode: number
    readonly Output: string
    readonly Dropped: number
    readonly OutputUrl: string
  }
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

/** Runs a script without the profiles of its user, which may do anything, and gives the id of its invocation. */
export async function runScript(
  server: RunningServer,
  script: string,
  instances: readonly string[],
  timeout: number,
  workingDirectory = '',
): Promise<string> {
  const encoded = Buffer.from(script).toString('base64')
  const body = JSON.stringify({ script: encoded, targets: { instances }, timeout, workingDirectory })
  const answer = await post(server, { service: 'muster', path: '/api/v1/runs', body, headers: {} })
  if (typeof answer.id !== 'string') throw new Error(JSON.stringify(answer))
  return answer.id
}
