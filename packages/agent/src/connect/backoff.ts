/** How a connection failed: `refused` by the kernel of a host that is up, where the server is about to start again. */
export type Trouble = 'refused' | 'failed'

const firstMs = 500
/** A refused connection costs next to nothing, and a server that restarts is back in a second: such waits grow slowly. */
const waits: Readonly<Record<Trouble, { readonly growth: number; readonly ceilingMs: number }>> = {
  refused: { growth: 1.25, ceilingMs: 3_000 },
  failed: { growth: 2, ceilingMs: 15_000 },
}

/**
 * How long to wait before connecting again: anything up to a limit that grows with each failure, so that a fleet does
 * not come back in one instant. `chance` is from 0 up to 1.
 */
export function backoff(failures: number, trouble: Trouble, chance: number): number {
  const { growth, ceilingMs } = waits[trouble]
  return Math.floor(chance * Math.min(ceilingMs, firstMs * growth ** Math.min(failures, 20)))
}
