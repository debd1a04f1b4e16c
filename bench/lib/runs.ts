import { setTimeout as pause } from 'node:timers/promises'
import type { Server } from './server.ts'

export interface InvocationView {
  readonly id: string
  readonly state: string
  readonly total: number
  readonly counts: Readonly<Record<string, number>>
}

const open = ['pending', 'delayed', 'delivering', 'running', 'cancelling']
const openTasks = ({ counts }: InvocationView): number => open.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
export const hasEnded = (invocation: InvocationView): boolean => openTasks(invocation) === 0

/** Instances in one RunCommand. */
const perCall = 200
const callers = 8

/** RunCommand of 200 instances each, a few calls at a time; gives the invocations' ids, and fills them in as they come. */
export async function runByDialect(
  server: Server,
  instances: readonly string[],
  script = 'true',
  ids: string[] = [],
): Promise<string[]> {
  const content = Buffer.from(script).toString('base64')
  const slices = Array.from({ length: Math.ceil(instances.length / perCall) }, (_, index) =>
    instances.slice(index * perCall, (index + 1) * perCall),
  )
  const call = async () => {
    for (let slice = slices.shift(); slice; slice = slices.shift()) {
      const { InvocationId } = await server.client.tat<{ InvocationId: string }>('RunCommand', {
        Content: content,
        InstanceIds: slice,
        // Hundreds of agents on one machine can take longer than the usual minute.
        Timeout: 600,
      })
      ids.push(InvocationId)
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
  return ids
}

/** How soon an end is seen, and how many open tasks let a look wait a millisecond. */
const leastMs = 2
const tasksInMs = 50

const runOf = (instances: readonly string[], script: string) => ({
  script: Buffer.from(script).toString('base64'),
  targets: { instances },
})

/** One call of the native API; the answer's id. */
export async function runByNative(server: Server, instances: readonly string[], script = 'true'): Promise<string[]> {
  const { id } = await server.client.native<InvocationView>('POST', '/runs', runOf(instances, script))
  return [id]
}

/** One call of the native API that brings the events of the run as well: until its end is on record. */
export async function runToEnd(server: Server, instances: readonly string[], script = 'true'): Promise<InvocationView> {
  const { invocation } = await server.client.runToLastEvent<{ invocation?: InvocationView }>(runOf(instances, script))
  if (!invocation || !hasEnded(invocation)) throw new Error('the events of a run end before it does')
  return invocation
}

/**
 * Until the API shows that all tasks of the invocations have ended. The last first, so that a look costs the server as
 * little as it can; by the time that it has ended mostly all have, and one listing shows them. Looks come closer together
 * as the end comes near.
 */
export async function allEnded(server: Server, ids: readonly string[], mostMs: number): Promise<InvocationView[]> {
  const ended = async (id: string): Promise<InvocationView> => {
    for (;;) {
      const invocation = await server.client.native<InvocationView>('GET', `/invocations/${id}`)
      if (hasEnded(invocation)) return invocation
      await pause(pauseAfter(invocation, mostMs))
    }
  }
  const last = await Promise.all(ids.slice(-1).map(ended))
  const rest = ids.slice(0, -1)
  const shown = rest.length > 0 ? await newest(server, ids.length) : new Map<string, InvocationView>()
  const over = async (id: string) => {
    const view = shown.get(id)
    return view && hasEnded(view) ? view : ended(id)
  }
  return [...last, ...(await Promise.all(rest.map(over)))]
}

/** One of which none has ended may wait for others, whose tasks are not seen. */
function pauseAfter(invocation: InvocationView, mostMs: number): number {
  const left = openTasks(invocation)
  return left === invocation.total ? mostMs : Math.min(mostMs, Math.max(leastMs, left / tasksInMs))
}

async function newest(server: Server, count: number): Promise<ReadonlyMap<string, InvocationView>> {
  const { items } = await server.client.native<{ items: InvocationView[] }>('GET', `/invocations?limit=${count}`)
  return new Map(items.map((view) => [view.id, view]))
}

export const succeeded = (invocations: readonly InvocationView[]): number =>
  invocations.reduce((sum, { counts }) => sum + (counts.succeeded ?? 0), 0)
