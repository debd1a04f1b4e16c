import { noBoots } from '../../harness/boot.ts'
import type { Kind } from '../kind.ts'
import { tasksOf } from '../tasks.ts'

export const hostRestarted: Kind = {
  name: 'host restarted',
  missing: noBoots,
  losses: [/^the host restarted/],
  strike: async ({ hosts }, chance) => {
    const struck = chance.pick(hosts)
    // No more is accepted from here on, so that all that is lost lies on the disk.
    await struck.agent.kill()
    const hit = new Set(tasksOf(struck).map(({ id }) => id))
    struck.boot?.lose()
    struck.agent.restart()
    return hit
  },
}
