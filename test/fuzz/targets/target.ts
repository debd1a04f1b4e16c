/** One parser, or one door with all that lies behind it. */
export interface Target {
  /** The files by whose coverage the fuzzer is guided. */
  readonly covers: RegExp
  /** Of the language of its inputs. */
  readonly words: readonly string[]
  /** As Latin-1. */
  readonly seeds: readonly string[]
  /** Throws where an input is not answered as it should be. */
  readonly run: (input: Buffer) => Promise<void> | void
}
