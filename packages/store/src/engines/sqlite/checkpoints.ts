import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import type { Connection } from './connection.ts'
import { frameBytes, mostLogBytes } from './log-format.ts'
import { createLogRoom } from './log-room.ts'
import { startThread } from './thread.ts'

/** Measured beside 500 and 8,000: no difference. */
const duePages = 2_000
/** A log that is written without a pause never starts anew: before it is cut the writer itself makes the pause. */
const mostPages = Math.floor(mostLogBytes / frameBytes)

export interface Checkpoints {
  /** Called after each group, when its replies have gone. */
  readonly look: () => void
  readonly close: () => Promise<void>
}

/**
 * Moves what has been committed from the log into the database, on a thread of its own, for SQLite appends and moves at
 * the same time: in the writer a checkpoint held up every tenth commit of 100 tasks in a record of 10⁷ for 29 ms.
 */
export function createCheckpoints(connection: Connection, path: string): Checkpoints {
  const room = createLogRoom(path)
  let worker: Worker | undefined
  let idle = true
  let open = true

  /** Starts with the first checkpoint: a small record never needs one. */
  function start(): Worker {
    const started = startThread(new URL('./checkpointer.ts', import.meta.url), path)
    started.on('message', () => {
      idle = true
      if (open) lookAtRoom()
    })
    started.on('error', () => {
      idle = true
      worker = undefined
    })
    return started
  }

  function lookAtRoom(): Length {
    const length = lengthOf(connection)
    room.look(length.log, length.checkpointed)
    return length
  }

  return {
    look: () => {
      const { log, checkpointed } = lookAtRoom()
      if (log >= mostPages) checkpoint(connection)
      else if (idle && log - checkpointed >= duePages) {
        idle = false
        worker ??= start()
        worker.postMessage('due')
      }
    },
    close: async () => {
      open = false
      await room.close()
      if (!worker) return
      const exited = once(worker, 'exit')
      worker.postMessage('close')
      await exited
    },
  }
}

/** One that fails, on a full disk for instance, loses nothing: the log holds it all, and the next one tries again. */
export function checkpoint(connection: Connection): void {
  try {
    connection.get('PRAGMA wal_checkpoint(PASSIVE)')
  } catch {
    return
  }
}

interface Length {
  readonly log: number
  readonly checkpointed: number
}

/** `NOOP` only counts. */
function lengthOf(connection: Connection): Length {
  try {
    return connection.get('PRAGMA wal_checkpoint(NOOP)') ?? { log: 0, checkpointed: 0 }
  } catch {
    return { log: 0, checkpointed: 0 }
  }
}
