import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import type { Change } from '../time/hooks.ts'
import type { Answer, Question } from './answer.ts'

/** A process in which the product, or a mutant of it, lives in virtual time. */
export interface Simulator {
  readonly ask: (question: Question) => Promise<Answer>
  readonly close: () => void
}

/** No thread: of fifty that had stripped types of their own, one took the process with it as it ended (Node 24.21). */
export function startSimulator(changes: readonly Change[] = []): Simulator {
  const child = fork(new URL('./simulator.ts', import.meta.url), [JSON.stringify(changes)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
  })
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the simulator has ended with ${signal ?? `exit code ${code}`}`)
  })
  ended.catch(() => {})
  return {
    ask: async (question) => {
      child.send(question)
      const [answer] = await Promise.race([once(child, 'message'), ended])
      return answer
    },
    close: () => void child.kill(),
  }
}

/** Runs work on one simulator for each core, until there is no more. */
export async function onEachCore(work: (simulator: Simulator) => Promise<void>): Promise<void> {
  const simulators = Array.from({ length: availableParallelism() }, () => startSimulator())
  try {
    await Promise.all(simulators.map(work))
  } finally {
    for (const { close } of simulators) close()
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
