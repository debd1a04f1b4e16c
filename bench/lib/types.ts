/** One bar of the table: what was measured, what it was held against, and whether that is enough. */
export interface Row {
  readonly name: string
  readonly metric: string
  readonly unit: string
  readonly ours: number | null
  readonly reference: number | null
  readonly referenceName: string
  /** Ours over the reference; for `faster` the reference over ours. */
  readonly ratio: number | null
  readonly target: string
  readonly met: boolean
  readonly skipped: boolean
  /** CPU seconds where they say more than the wall, or why a peer was skipped. */
  readonly note: string
}

export interface BenchOptions {
  readonly rounds: number | undefined
  readonly say: (text: string) => void
}

/** Rows are handed over as they are made, so that a bench that runs out of time still shows what it has. */
export type Bench = (options: BenchOptions, add: (...rows: readonly Row[]) => void) => Promise<void>
