import { halfSipHash } from './siphash.ts'

/** A keyed one-to-one mapping of the integers 0 … size-1 onto themselves. */
export interface Permutation {
  readonly forward: (n: number) => number
  readonly backward: (n: number) => number
}

const rounds = 8

/**
 * A balanced Feistel network over the next even number of bits, walked along its cycle until the value falls inside
 * `size`. Every number has exactly one image, so ids need no index and never collide, and without the key their order
 * cannot be told.
 */
export function createPermutation(key: readonly [number, number], tweak: number, size: number): Permutation {
  const half = Math.ceil(Math.log2(size) / 2)
  const radix = 2 ** half
  const mask = radix - 1
  const roundKeys = Int32Array.from({ length: rounds * 2 }, (_, index) =>
    halfSipHash(key[0], key[1], tweak * 256 + index),
  )
  const scramble = (round: number, word: number) =>
    halfSipHash(roundKeys[2 * round] ?? 0, roundKeys[2 * round + 1] ?? 0, word) & mask

  const once = (n: number) => {
    let left = Math.floor(n / radix)
    let right = n - left * radix
    for (let round = 0; round < rounds; round++) {
      const mixed = left ^ scramble(round, right)
      left = right
      right = mixed
    }
    return left * radix + right
  }
  const back = (n: number) => {
    let left = Math.floor(n / radix)
    let right = n - left * radix
    for (let round = rounds - 1; round >= 0; round--) {
      const mixed = right ^ scramble(round, left)
      right = left
      left = mixed
    }
    return left * radix + right
  }
  const walk = (step: (n: number) => number) => (n: number) => {
    let image = step(n)
    while (image >= size) image = step(image)
    return image
  }
  return { forward: walk(once), backward: walk(back) }
}
