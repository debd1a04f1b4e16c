import { buildAutomaton } from './automaton.ts'

/** Stands for a secret in an output, as it does in the record of parameters. */
export const mask = Buffer.from('******')

/** Masks what passes through it, wherever it is cut. */
export interface Filter {
  /** What can be told of the text so far: all but an end with which a secret may begin. */
  readonly push: (chunk: Uint8Array) => Buffer
  /** The rest, when nothing comes any more. */
  readonly end: () => Buffer
}

/** A stretch of the held bytes that patterns cover; one whose mask has been told begins before them, at -1. */
interface Stretch {
  readonly from: number
  readonly to: number
}

/**
 * Each stretch that overlapping occurrences of patterns cover becomes one mask. It takes linear time and holds back less
 * than the longest pattern.
 */
export function createFilter(patterns: readonly Uint8Array[]): Filter {
  const { next, found, pending } = buildAutomaton(patterns)
  const first = new Uint8Array(256)
  for (const [byte = 0] of patterns) first[byte] = 1
  let state = 0
  let held = Buffer.alloc(0)
  let stretches: Stretch[] = []

  const cover = (start: number, to: number): void => {
    let from = start
    for (let last = stretches.at(-1); last && last.to > from; last = stretches.at(-1)) {
      from = Math.min(from, last.from)
      stretches.pop()
    }
    stretches.push({ from, to })
  }

  // No occurrence to come begins before the boundary.
  const release = (text: Buffer, boundary: number): Buffer => {
    const parts: Buffer[] = []
    let told = 0
    for (const { from, to } of stretches) {
      if (from >= boundary) break
      if (from >= 0) parts.push(text.subarray(told, from), mask)
      told = to
    }
    if (told < boundary) parts.push(text.subarray(told, boundary))
    stretches = stretches
      .filter(({ to }) => to > boundary)
      .map(({ from, to }) => ({ from: from < boundary ? -1 : from - boundary, to: to - boundary }))
    held = Buffer.from(text.subarray(boundary))
    return Buffer.concat(parts)
  }

  return {
    push: (chunk) => {
      const text = Buffer.concat([held, chunk])
      for (let at = held.length; at < text.length; at++) {
        // Where nothing has begun, a look is enough: 4 ns a byte in place of 10.
        if (state === 0 && first[text[at] as number] === 0) continue
        state = next(state, text[at] as number)
        const length = found(state)
        if (length > 0) cover(at + 1 - length, at + 1)
      }
      return release(text, text.length - pending(state))
    },
    end: () => release(held, held.length),
  }
}
