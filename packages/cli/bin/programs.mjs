// The launcher alone may look into every package: no package reaches into another. `scripts/bundle.js` makes one file of
// what this leads to.
import { main } from '../src/main.ts'

const programs = {
  server: async () => (await import('../../server/src/main.ts')).server,
  agent: async () => (await import('../../agent/src/main.ts')).agent,
  swarm: async () => (await import('../../agent/src/swarm.ts')).swarm,
  backup: async () => (await import('../../server/src/backup.ts')).backup,
}

export const run = (argv) => main(argv, programs)
