import type { Engine, Unit } from '../../engine.ts'
import { runGroup } from './group.ts'
import { openDatabase } from './open.ts'

/** Everything on the calling thread, each write a group of its own, done before the call returns. */
export function openInlineEngine(path: string): Engine {
  const connection = openDatabase(path)
  return {
    write: async (unit: Unit) => {
      const [reply] = runGroup(connection, [unit])
      if (reply && 'value' in reply) return reply.value
      throw reply?.error
    },
    reader: connection,
    close: async () => connection.close(),
  }
}
