import { removeOldest } from './remove-oldest.ts'

/** Says whether one more request of a name fits into so many a second. */
export type RateLimit = (name: string, perSecond: number) => boolean

interface Bucket {
  readonly tokens: number
  readonly at: number
}

/** Names are made of actions and known keys; beyond this many, those unused for longest start anew. */
const maxBuckets = 10_000

/** Token buckets of one second's worth each, in memory: every server of a fleet counts for itself. */
export function createRateLimit(clock: { readonly now: () => number }): RateLimit {
  const buckets = new Map<string, Bucket>()
  return (name, perSecond) => {
    const now = clock.now()
    const bucket = buckets.get(name) ?? { tokens: perSecond, at: now }
    const tokens = Math.min(perSecond, bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1000)
    // Deleting first moves the name to the young end of the map.
    buckets.delete(name)
    const fits = tokens >= 1
    buckets.set(name, { tokens: fits ? tokens - 1 : tokens, at: now })
    if (buckets.size > maxBuckets) removeOldest(buckets)
    return fits
  }
}
