import { add, type Coverage, copyOf } from './coverage.ts'
import { type Chance, mutate } from './mutate.ts'
import type { Target } from './targets/target.ts'

export interface Failure {
  readonly input: Buffer
  readonly error: string
}

export interface Found {
  readonly inputs: number
  /** Those that together reach all that was reached, the shortest first. */
  readonly corpus: readonly Buffer[]
  readonly failures: readonly Failure[]
  readonly slowest: { readonly input: Buffer; readonly ms: number }
  readonly reached: Awaited<ReturnType<Coverage['look']>>
}

/** A look takes some milliseconds, so that many inputs share one; only where it shows something new are they run alone. */
const batchSize = 200
/** One failure is told once, and a run with as many as these is stopped. */
const mostFailures = 20

interface Run {
  readonly target: Target
  readonly coverage: Coverage
  readonly corpus: readonly Buffer[]
  readonly chance: Chance
  /** Whether to go on. */
  readonly isTime: () => boolean
}

/** Changes inputs of the corpus again and again, and keeps those by which a part of the code runs that never ran before. */
export async function fuzz({ target, coverage, corpus: given, chance, isTime }: Run): Promise<Found> {
  const corpus: Buffer[] = []
  const failures = new Map<string, Failure>()
  const reached = await coverage.look()
  let inputs = 0
  let slowest: Found['slowest'] = { input: Buffer.alloc(0), ms: 0 }

  const tryOne = async (input: Buffer) => {
    const before = performance.now()
    try {
      // A reader may change its bytes.
      await target.run(Buffer.from(input))
    } catch (error) {
      const told = error instanceof Error ? `${error.stack}` : String(error)
      const kind = told.split('\n').slice(0, 3).join('\n').replace(/\d+/g, 'n').slice(0, 300)
      if (!failures.has(kind)) failures.set(kind, { input, error: told })
    }
    const ms = performance.now() - before
    if (ms > slowest.ms) slowest = { input, ms }
    inputs++
  }
  const tryAlone = async (batch: readonly Buffer[]) => {
    for (const input of batch.toSorted((a, b) => a.length - b.length)) {
      await tryOne(input)
      if (add(reached, await coverage.look()) > 0) corpus.push(input)
    }
  }

  await tryAlone([...given, ...target.seeds.map((seed) => Buffer.from(seed, 'latin1'))])
  const choose = () => corpus[Math.floor(chance() * corpus.length)] ?? Buffer.alloc(0)
  while (isTime() && failures.size < mostFailures) {
    const batch = Array.from({ length: batchSize }, () => mutate(choose(), choose(), target.words, chance))
    for (const input of batch) await tryOne(input)
    const seen = await coverage.look()
    if (add(copyOf(reached), seen) === 0) continue
    await tryAlone(batch)
    // What only the state after others has reached counts, though no input brings it back.
    add(reached, seen)
  }
  return { inputs, corpus, failures: [...failures.values()], slowest, reached }
}
