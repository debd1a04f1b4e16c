import type { Cleanup } from './programs.ts'

/** What must be undone, the last first; what fails does not keep the rest from it. */
export function createUndo(): Cleanup & { readonly all: () => Promise<void> } {
  const steps: (() => Promise<void> | void)[] = []
  return {
    after: (undo) => void steps.push(undo),
    all: async () => {
      const failures: unknown[] = []
      for (const undo of steps.splice(0).reverse())
        try {
          await undo()
        } catch (error) {
          failures.push(error)
        }
      if (failures.length > 0) throw new AggregateError(failures, 'not all could be undone')
    },
  }
}
