import type { ChildProcess } from 'node:child_process'
import { startNode } from './children.ts'

export interface Floor {
  readonly child: ChildProcess
  /** The next message that has this member. */
  readonly next: <Value>(member: string) => Promise<Value>
  readonly tell: (message: object) => void
}

export const startFloor = (name: string, argv: readonly string[] = []): Floor =>
  startScript(new URL(`../floors/${name}.ts`, import.meta.url).pathname, argv)

export const startPeer = (name: string, argv: readonly string[] = []): Floor =>
  startScript(new URL(`../peers/${name}.mjs`, import.meta.url).pathname, argv)

/** Starts a script in a process of its own, with a channel to it. */
function startScript(script: string, argv: readonly string[]): Floor {
  const child = startNode([script, ...argv], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const messages: Record<string, unknown>[] = []
  let arrived = () => {}
  let failure: Error | undefined
  child.on('message', (message) => {
    messages.push(message as Record<string, unknown>)
    arrived()
  })
  child.once('exit', (code) => {
    failure = new Error(`${script} ended with ${code}`)
    arrived()
  })
  return {
    child,
    tell: (message) => void child.send(message),
    next: async <Value>(member: string) => {
      for (;;) {
        const at = messages.findIndex((message) => member in message)
        const [found] = at < 0 ? [] : messages.splice(at, 1)
        if (found) return found as Value
        if (failure) throw failure
        await new Promise<void>((resolve) => {
          arrived = resolve
        })
      }
    },
  }
}
