import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Change } from '../time/hooks.ts'
import type { Answer, Question } from './answer.ts'

/** A thread in which the product, or a mutant of it, lives in virtual time. */
export interface Simulator {
  readonly ask: (question: Question) => Promise<Answer>
  readonly close: () => Promise<unknown>
}

export function startSimulator(changes: readonly Change[] = []): Simulator {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: changes })
  return {
    ask: async (question) => {
      worker.postMessage(question)
      const [answer] = await once(worker, 'message')
      return answer
    },
    close: () => worker.terminate(),
  }
}

/** Runs work on one simulator for each core, until there is no more. */
export async function onEachCore(work: (simulator: Simulator) => Promise<void>): Promise<void> {
  const simulators = Array.from({ length: availableParallelism() }, () => startSimulator())
  try {
    await Promise.all(simulators.map(work))
  } finally {
    await Promise.all(simulators.map(({ close }) => close()))
  }
}

/** Asks all seeds and gives each answer as it comes; stops early when told to. */
export async function askSeeds(seeds: readonly number[], take: (answer: Answer) => 'go on' | 'stop'): Promise<void> {
  let next = 0
  await onEachCore(async ({ ask }) => {
    while (next < seeds.length) {
      const seed = seeds[next++] ?? 0
      if (take(await ask({ seed, keep: undefined, trace: 'hashed' })) === 'stop') next = seeds.length
    }
  })
}

export const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => first + index)
