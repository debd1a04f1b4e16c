import { isTerminal, type TaskMove } from '@muster/core'
import type { Invocation, InvocationEvent } from '@muster/protocol/api'
import type { InvocationNews } from '../events/bus.ts'
import { type CallContext, everything } from './context.ts'
import { readInvocation, viewTasks } from './handlers/invocations.ts'

/**
 * Between events, a millisecond for each host but one, up to this: at 10,000 hosts an event each would say the same thing
 * ten thousand times, and whoever runs something on one host waits for nothing but its end.
 */
const longestPauseMs = 100
const keepAliveMs = 15_000
/**
 * How long the first event of a call that started a run waits for the next ones. A run on one host has mostly ended by
 * then, and its caller, woken while the agent works, would take a processor from it: 0.7 of the 10 ms on a machine of two.
 */
const togetherMs = 20
/** Kept for a reader that is slow: it may lose output events, never progress, and the record has them all. */
const waitingItems = 100

type Send = (event: InvocationEvent) => Promise<void>

interface Watcher {
  readonly send: Send
  /** What the same call has started, to be told first. */
  readonly started?: Invocation | undefined
  /** Throws once the caller may not watch any more: a stream lives longer than a right may. */
  readonly mayGoOn: () => Promise<void>
}

/** Sends an invocation's progress, the tasks that end and their output, until it has ended or the signal comes. */
export async function watchInvocation(
  context: CallContext,
  id: number,
  { send, mayGoOn, started }: Watcher,
  signal: AbortSignal,
): Promise<void> {
  const news: InvocationNews[] = []
  let wake: () => void = () => {}
  const unsubscribe = context.bus.subscribe(id, (item) => {
    if (item.kind === 'moves' || news.length < waitingItems) news.push(item)
    wake()
  })
  const stop = () => wake()
  signal.addEventListener('abort', stop)
  const nextNews = async (mostMs: number) => {
    if (news.length === 0 && !signal.aborted) await wokenWithin(mostMs, (wakeUp) => (wake = wakeUp))
  }
  try {
    if (started && started.endedAt === null) await nextNews(togetherMs)
    let first: readonly InvocationEvent[] = started ? [{ event: 'started', invocation: started }] : []
    while (!signal.aborted) {
      // All is looked up together, and then told with no pause: it reaches the reader in one piece.
      const batch = news.splice(0)
      const [invocation, outputs, tasks] = await Promise.all([
        readInvocation(context, id),
        outputEvents(context, batch),
        taskEvents(context, batch),
        mayGoOn(),
      ])
      const { state, total, counts, endedAt } = invocation
      const progress = { event: 'progress', state, total, counts } as const
      for (const event of [...first, ...outputs, ...tasks, progress]) await send(event)
      if (endedAt !== null) return await send({ event: 'end', invocation })
      first = []
      // Now and then without any, so that the next event shows whether the reader is still there.
      await nextNews(keepAliveMs)
      const pauseMs = Math.min(longestPauseMs, invocation.total - 1)
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    // A server that stops at once: whoever started a run must hear of it.
    for (const event of first) await send(event)
  } finally {
    unsubscribe()
    signal.removeEventListener('abort', stop)
  }
}

function wokenWithin(mostMs: number, onWake: (wakeUp: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, mostMs)
    onWake(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

async function outputEvents({ deps, caller }: CallContext, batch: readonly InvocationNews[]) {
  const outputs = batch.filter((item) => item.kind === 'output')
  if (outputs.length === 0) return []
  const ids = [...new Set(outputs.map((item) => item.instanceId))]
  const kinds = await deps.store.instanceKinds(caller.accountId, ids)
  return outputs.map(({ instanceId, offset, data }): InvocationEvent => {
    const instance = deps.nativeIds.formatInstance(kinds.get(instanceId) ?? 'cvm', instanceId)
    return { event: 'output', instance, offset, data: Buffer.from(data).toString('base64') }
  })
}

async function taskEvents(context: CallContext, batch: readonly InvocationNews[]) {
  const moves: readonly TaskMove[] = batch.flatMap((item) => (item.kind === 'moves' ? item.moves : []))
  const ids = moves.filter(({ to }) => isTerminal(to)).map(({ taskId }) => taskId)
  if (ids.length === 0) return []
  const { items } = await context.deps.store.listTasks(context.caller.accountId, { ids }, everything)
  const tasks = await viewTasks(context, items, 'bare')
  return tasks.map((task): InvocationEvent => ({ event: 'task', task }))
}
