import type { ServerMessage } from '@muster/protocol/agent'

/** Messages in the order in which they came, for a reader that takes one after the other. */
export interface Inbox {
  readonly put: (message: ServerMessage) => void
  readonly fail: (reason: Error) => void
  /** Rejects once what came before a failure has been taken. */
  readonly take: () => Promise<ServerMessage>
}

export function createInbox(): Inbox {
  const waiting: ServerMessage[] = []
  let failure: Error | undefined
  let reader: { resolve: (message: ServerMessage) => void; reject: (reason: Error) => void } | undefined
  return {
    put: (message) => {
      if (reader) reader.resolve(message)
      else waiting.push(message)
      reader = undefined
    },
    fail: (reason) => {
      failure ??= reason
      reader?.reject(failure)
      reader = undefined
    },
    take: () => {
      const message = waiting.shift()
      if (message) return Promise.resolve(message)
      if (failure) return Promise.reject(failure)
      return new Promise((resolve, reject) => {
        reader = { resolve, reject }
      })
    },
  }
}
