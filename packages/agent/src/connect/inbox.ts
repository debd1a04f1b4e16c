import type { ServerMessage } from '@muster/protocol/agent'

/** Gives a promise only when it must be waited for: one for each message took a tenth of a swarm's time. */
export type Handle = (message: ServerMessage) => Promise<void> | undefined

/** Messages in the order in which they came, for a reader that takes one after the other. */
export interface Inbox {
  readonly put: (message: ServerMessage) => void
  readonly fail: (reason: Error) => void
  /** The next message. Rejects once what came before a failure has been taken. */
  readonly take: () => Promise<ServerMessage>
  /** Hands over all messages from now on, each when the one before has been handled. Rejects in the end, as `take` does. */
  readonly serve: (handle: Handle) => Promise<never>
}

export function createInbox(): Inbox {
  const waiting: ServerMessage[] = []
  let failure: Error | undefined
  let wake: (() => void) | undefined

  const take = async (): Promise<ServerMessage> => {
    for (;;) {
      const message = waiting.shift()
      if (message) return message
      if (failure) throw failure
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  const serve = (handle: Handle) =>
    new Promise<never>((_, reject) => {
      let busy = false
      const work = () => {
        try {
          while (!busy) {
            const message = waiting.shift()
            if (message) wait(handle(message))
            else if (failure) throw failure
            else return
          }
        } catch (error) {
          busy = true
          reject(error)
        }
      }
      const wait = (handled: Promise<void> | undefined) => {
        if (!handled) return
        busy = true
        handled.then(() => {
          busy = false
          work()
        }, reject)
      }
      wake = work
      work()
    })

  return {
    put: (message) => {
      waiting.push(message)
      wake?.()
    },
    fail: (reason) => {
      failure ??= reason
      wake?.()
    },
    take,
    serve,
  }
}
