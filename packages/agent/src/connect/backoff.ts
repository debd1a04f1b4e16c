/** How a connection failed: `refused` by the kernel of a host that is up, where the server is about to start again. */
export type Trouble = 'refused' | 'failed'

const firstMs = 500
/** A refused connection costs next to nothing, and a server that restarts is back in a second. */
const ceilings: Readonly<Record<Trouble, number>> = { refused: 2_000, failed: 15_000 }

/**
 * How long to wait before connecting again: anything up to a limit that doubles with each failure, so that a fleet does
 * not come back in one instant. `chance` is from 0 up to 1.
 */
export const backoff = (failures: number, trouble: Trouble, chance: number): number =>
  Math.floor(chance * Math.min(ceilings[trouble], firstMs * 2 ** Math.min(failures, 20)))

export const slowest = ceilings.failed
