import type { Journal } from '../../src/tasks/ports.ts'
import { keyName, type Spec } from '../../src/tasks/spec.ts'

/** A journal that lives as long as the process. */
export function memoryJournal(): Journal {
  const specs = new Map<string, Spec>()
  let settled = 0
  return {
    load: async () => ({ settled, specs: [...specs.values()] }),
    create: async (created) => {
      for (const spec of created) specs.set(keyName(spec), spec)
    },
    settle: async (upTo) => {
      settled = upTo
    },
    remove: async (key) => {
      specs.delete(keyName(key))
    },
  }
}
