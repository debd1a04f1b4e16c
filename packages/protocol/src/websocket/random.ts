import { randomFillSync } from 'node:crypto'

/** Random bytes are fetched for many at once: by itself the mask of a frame costs more than the frame. */
const pool = Buffer.alloc(8192)
let used = pool.length

/** Random bytes for use at once, a few of them: they are overwritten later. */
export function takeRandom(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += count
  return pool.subarray(used - count, used)
}
