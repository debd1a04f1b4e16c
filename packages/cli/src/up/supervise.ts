import type { Io } from '../io.ts'
import { duration } from '../tty/duration.ts'
import type { Child, Exit } from './child.ts'

const firstPauseMs = 200
const longestPauseMs = 30_000
/** A child that lived this long was well: its next end is a new story. */
const wellAfterMs = 60_000

/** A child that has not ended this long after it was asked to never will. */
const killAfterMs = 20_000

const describe = ({ code, signal }: Exit): string => (signal ? `ended by ${signal}` : `ended with exit code ${code}`)

export interface Supervision {
  readonly name: string
  readonly first: Child
  readonly start: () => Child
  /** Tells a person, in one line. */
  readonly say: (line: string) => void
  readonly stopping: AbortSignal
}

/** How long to wait before the next start; doubles while the child keeps dying young. */
export const nextPause = (before: number, livedMs: number): number =>
  livedMs >= wellAfterMs ? firstPauseMs : Math.min(before * 2, longestPauseMs)

async function end(io: Pick<Io, 'wait'>, child: Child): Promise<void> {
  const gone = new AbortController()
  void child.exited.then(() => gone.abort())
  child.kill('SIGTERM')
  await io.wait(killAfterMs, gone.signal)
  if (!gone.signal.aborted) child.kill('SIGKILL')
}

/** Keeps a child running until `stopping`; then ends it and waits for it. */
export async function supervise(io: Pick<Io, 'now' | 'wait'>, plan: Supervision): Promise<void> {
  const { name, stopping, say } = plan
  let child = plan.first
  let pause = firstPauseMs / 2
  const stop = () => void end(io, child)
  stopping.addEventListener('abort', stop)
  if (stopping.aborted) stop()
  for (;;) {
    const startedAt = io.now()
    const exit = await child.exited
    if (stopping.aborted) return
    pause = nextPause(pause, io.now() - startedAt)
    say(`the ${name} ${describe(exit)}, starting it again in ${duration(pause)}`)
    await io.wait(pause, stopping)
    if (stopping.aborted) return
    child = plan.start()
  }
}
