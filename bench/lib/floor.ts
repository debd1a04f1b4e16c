import type { ChildProcess } from 'node:child_process'
import { on } from 'node:events'
import { start } from './children.ts'

export interface Floor {
  readonly child: ChildProcess
  /** The next message that has this member. */
  readonly next: <Value>(member: string) => Promise<Value>
  readonly tell: (message: object) => void
}

/** Starts a floor script in a process of its own, with a channel to it. */
export function startFloor(name: string, argv: readonly string[] = []): Floor {
  const script = new URL(`../floors/${name}.ts`, import.meta.url).pathname
  const quiet = process.execArgv.filter((flag) => flag.startsWith('--disable-warning'))
  const child = start(process.execPath, [...quiet, script, ...argv], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const gone = new AbortController()
  child.once('exit', (code) => gone.abort(new Error(`the floor ${name} ended with ${code}`)))
  const messages: Record<string, unknown>[] = []
  const arrivals = on(child, 'message', { signal: gone.signal })
  return {
    child,
    tell: (message) => void child.send(message),
    next: async <Value>(member: string) => {
      for (;;) {
        const at = messages.findIndex((message) => member in message)
        const [found] = at < 0 ? [] : messages.splice(at, 1)
        if (found) return found as Value
        const arrival = await arrivals.next()
        if (!arrival.done) messages.push(arrival.value[0] as Record<string, unknown>)
      }
    },
  }
}
