import { type Client, type Invocation, routes, type Started } from '@muster/protocol/api'
import { errorLine } from '../errors.ts'
import type { Io } from '../io.ts'
import { barLine } from '../tty/bar.ts'
import { duration } from '../tty/duration.ts'
import { liveLine } from '../tty/live-line.ts'
import { follow } from './follow.ts'
import { watchInterrupts } from './interrupt.ts'
import { type Counts, countsText, doneOf } from './states.ts'

export interface Watched {
  /** Undefined: left running. */
  readonly ended: Invocation | undefined
  readonly elapsed: string
  readonly interrupted: boolean
}

const tickMs = 200

/** Shows an invocation's progress until it ends, or until ctrl-c and an answer end the watching. */
export const watchRun = (io: Io, client: Client, invocation: Invocation): Promise<Watched> =>
  watchStarted(io, client, { invocation, events: undefined })

/** The same, of one that a call of ours has started. */
export async function watchStarted(io: Io, client: Client, { invocation, events }: Started): Promise<Watched> {
  const startedAt = io.now()
  const line = liveLine(io)
  const left = new AbortController()
  const finished = new AbortController()
  const state = { counts: invocation.counts as Counts, away: false, paused: false, interrupted: false }

  const draw = () => {
    if (state.paused) return
    const elapsed = duration(io.now() - startedAt)
    const counts = state.away ? 'the server is away, asking again' : countsText(state.counts)
    const { id, total } = invocation
    const width = (io.stderr.columns ?? 80) - 1
    line.draw(barLine({ id, total, done: doneOf(state.counts), elapsed, counts }, width))
  }
  const tick = async () => {
    while (!finished.signal.aborted) {
      draw()
      await io.wait(tickMs, finished.signal)
    }
  }
  const question = `${invocation.id} is running. c: cancel it · l: leave it running · enter: watch on  `
  const interrupts = watchInterrupts(io, question, {
    pause: () => {
      state.paused = true
      line.clear()
    },
    resume: () => {
      state.paused = false
    },
    cancel: async () => {
      state.interrupted = true
      await client.call(routes.cancelInvocation, { path: { id: invocation.id }, body: {} }).catch((error) => {
        io.stderr.write(errorLine(error instanceof Error ? error.message : String(error)))
      })
    },
    leave: () => {
      state.interrupted = true
      left.abort()
    },
  })

  const ticking = io.stderr.isTTY ? tick() : Promise.resolve()
  try {
    const deps = {
      client,
      events,
      wait: io.wait,
      onProgress: (counts: Counts) => {
        state.counts = counts
        state.away = false
        draw()
      },
      onAway: () => {
        state.away = true
      },
    }
    const ended = await follow(deps, invocation.id, left.signal)
    return { ended, elapsed: duration(io.now() - startedAt), interrupted: state.interrupted }
  } finally {
    finished.abort()
    interrupts.end()
    await ticking
    line.clear()
  }
}

/** The last words of a command that stops watching; the run itself goes on. */
export const leftRunning = (id: string): string =>
  `left ${id} running. Watch it with: muster invocations show ${id} --watch\n`
