import type { Engine, Unit } from '../../engine.ts'
import { runGroup } from './group.ts'
import { openDatabase } from './open.ts'
import { createReader } from './reader.ts'

/** Everything on the calling thread, each write a group of its own, done before the call returns. */
export function openInlineEngine(path: string): Engine {
  const connection = openDatabase(path)
  const reader = createReader(connection)
  return {
    write: async (unit: Unit) => {
      reader.renew()
      const [reply] = runGroup(connection, [unit])
      if (reply && 'value' in reply) return reply.value
      throw reply?.error
    },
    read: reader.read,
    close: async () => {
      reader.renew()
      connection.close()
    },
  }
}
