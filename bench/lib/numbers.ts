import { setTimeout as pause } from 'node:timers/promises'

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)
  return sorted[Math.max(0, at)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] ?? Number.NaN
  return (low + high) / 2
}

/** For what a side leaves behind, such as acknowledgements and checkpoints: the next side is not to pay for it. */
export const restMs = 1500

/** Runs the sides in turn, A B A B, so that a slow minute of the machine hits them alike. */
export async function alternate<Sample>(
  rounds: number,
  sides: readonly (() => Promise<Sample>)[],
  rest = 0,
): Promise<readonly (readonly Sample[])[]> {
  const samples = sides.map((): Sample[] => [])
  for (let round = 0; round < rounds; round += 1)
    for (const [index, side] of sides.entries()) {
      samples[index]?.push(await side())
      await pause(rest)
    }
  return samples
}

export interface Cost {
  readonly ms: number
  readonly cpu: number
}

export const medianCost = (costs: readonly Cost[]): Cost => ({
  ms: median(costs.map(({ ms }) => ms)),
  cpu: median(costs.map(({ cpu }) => cpu)),
})
