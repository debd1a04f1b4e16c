import type { Io } from '../io.ts'
import type { Exit } from './child.ts'

const stepMs = 50

/** Asks again and again until there is an answer; `undefined` when the process ended, a stop came, or the time was up first. */
export async function until<Value>(
  io: Pick<Io, 'now' | 'wait'>,
  limits: { readonly exited: Promise<Exit>; readonly stopping: AbortSignal; readonly withinMs: number },
  ask: () => Promise<Value | undefined>,
): Promise<Value | undefined> {
  const end = io.now() + limits.withinMs
  const gone = new AbortController()
  void limits.exited.then(() => gone.abort())
  const over = AbortSignal.any([gone.signal, limits.stopping])
  while (!over.aborted && io.now() < end) {
    const value = await ask()
    if (value !== undefined) return value
    await io.wait(stepMs, over)
  }
  return undefined
}
