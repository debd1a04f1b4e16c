import type { Io } from '../io.ts'

/** A line that is drawn over itself. On what is no terminal it draws nothing. */
export interface LiveLine {
  readonly draw: (line: string) => void
  /** Takes the line away, so that other text can be printed. */
  readonly clear: () => void
}

// More often than this no eye can follow, and a slow link would lag behind.
const redrawMs = 100

export function liveLine(io: Pick<Io, 'stderr' | 'now'>): LiveLine {
  if (!io.stderr.isTTY) return { draw: () => undefined, clear: () => undefined }
  let drawnAt = Number.NEGATIVE_INFINITY
  let shown = ''
  return {
    draw: (line) => {
      const now = io.now()
      if (now - drawnAt < redrawMs || line === shown) return
      drawnAt = now
      shown = line
      io.stderr.write(`\r${line}\x1b[K`)
    },
    clear: () => {
      if (shown === '') return
      shown = ''
      drawnAt = Number.NEGATIVE_INFINITY
      io.stderr.write('\r\x1b[K')
    },
  }
}
