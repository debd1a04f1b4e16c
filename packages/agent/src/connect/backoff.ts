const firstMs = 500
const baseMs = 200
const ceilingMs = 15_000

/**
 * How long to wait before connecting again. The first try after a lost connection comes within half a second, spread so
 * that a fleet does not come back in one instant; later ones grow to 15 s. `chance` is from 0 up to 1.
 */
export function backoff(failures: number, chance: number): number {
  if (failures === 0) return Math.floor(chance * firstMs)
  const full = Math.min(ceilingMs, baseMs * 2 ** Math.min(failures - 1, 20))
  return Math.floor(full * (0.5 + chance / 2))
}

export const slowest = ceilingMs
