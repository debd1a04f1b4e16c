import { join } from 'node:path'
import { type Kind, none, nothing } from '../kind.ts'
import { checkDatabase, tearDatabase } from '../tear.ts'

export const databaseTorn: Kind = {
  name: 'database torn',
  missing: nothing,
  losses: [],
  strike: async ({ server }, chance) => {
    const path = join(server.data, 'muster.db')
    await server.kill()
    tearDatabase(path, chance)
    await server.restart()
    checkDatabase(path)
    return none
  },
}
