import type { Journal, Standing } from '../../src/tasks/ports.ts'
import { keyName, type Spec } from '../../src/tasks/spec.ts'

/** A journal that lives as long as the process. */
export function memoryJournal(): Journal {
  const specs = new Map<string, Spec>()
  const standing = new Map<string, Standing>()
  let settled = 0
  return {
    load: async () => ({ settled, specs: [...specs.values()], standing: new Map(standing) }),
    create: async (created) => {
      for (const spec of created) specs.set(keyName(spec), spec)
    },
    keep: async (each) => {
      standing.set(keyName(each.plan), each)
    },
    settle: async (upTo) => {
      settled = upTo
    },
    remove: async (key) => {
      specs.delete(keyName(key))
      standing.delete(keyName(key))
    },
  }
}
