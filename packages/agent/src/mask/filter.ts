import { buildAutomaton } from './automaton.ts'
import type { Patterns } from './patterns.ts'

/** Stands for a secret in an output, as it does in the record of parameters. */
const mask = Buffer.from('******')

const [lineFeed, carriageReturn] = [0x0a, 0x0d]

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

/** After one character a line end is no wrap: too many lines would wait for what follows. */
const leastBeforeWrap = 2

/** LF or CR LF, once: what goes on behind an empty line is another text. */
const endsLine = (previous: number | undefined, byte: number): boolean =>
  byte === lineFeed ? previous !== lineFeed : byte === carriageReturn && previous !== lineFeed && previous !== byte

/**
 * Each stretch that overlapping occurrences of patterns cover becomes one mask. It takes linear time and holds back less
 * than the longest pattern with its line ends.
 */
export function createFilter({ exact, wrapped }: Patterns): Filter {
  const [inText, inLines] = [buildAutomaton(exact), buildAutomaton(wrapped)]
  const first = new Uint8Array(256)
  for (const [byte = 0] of [...exact, ...wrapped]) first[byte] = 1
  let [textState, lineState] = [0, 0]
  let held = Buffer.alloc(0)
  let stretches: Stretch[] = []
  /** Places of line ends inside what may be a wrapped secret. */
  let wraps: number[] = []

  /** Where a text begins that ends before `end` and has so many bytes beside line ends. */
  const startOf = (end: number, length: number): number => {
    let start = end - length
    for (let index = wraps.length - 1; index >= 0 && (wraps[index] as number) >= start; index--) start -= 1
    return start
  }

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
    wraps = wraps.filter((place) => place >= boundary).map((place) => place - boundary)
    held = Buffer.from(text.subarray(boundary))
    return Buffer.concat(parts)
  }

  const see = (at: number, byte: number, previous: number | undefined): void => {
    textState = inText.next(textState, byte)
    const length = inText.found(textState)
    if (length > 0) cover(at + 1 - length, at + 1)
    if (byte === lineFeed || byte === carriageReturn) {
      const open = endsLine(previous, byte) ? inLines.open(lineState) : 0
      lineState = inLines.pending(open) < leastBeforeWrap ? 0 : open
      if (lineState !== 0) wraps.push(at)
      return
    }
    lineState = inLines.next(lineState, byte)
    const beside = inLines.found(lineState)
    if (beside > 0) cover(startOf(at + 1, beside), at + 1)
  }

  return {
    push: (chunk) => {
      const text = Buffer.concat([held, chunk])
      for (let at = held.length; at < text.length; at++) {
        const byte = text[at] as number
        // Most bytes begin nothing: a look is enough.
        if (textState !== 0 || lineState !== 0 || first[byte] !== 0) see(at, byte, text[at - 1])
      }
      const textBoundary = text.length - inText.pending(textState)
      return release(text, Math.min(textBoundary, startOf(text.length, inLines.pending(lineState))))
    },
    end: () => release(held, held.length),
  }
}
