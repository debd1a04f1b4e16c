import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { mutants } from './mutants.ts'
import type { Answer } from './runner/answer.ts'
import { askSeeds, type Simulator, seedsFrom, startSimulator } from './runner/pool.ts'
import { shrink } from './runner/shrink.ts'

const help = `npm run simulate -- [options]
  --seeds N     run N seeds, on all cores (default 1000)
  --from N      the first of them (default 1)
  --seed N      run one seed and tell all that happens
  --keep 1,2    of the steps of that seed only these
  --mutants     find a seed for each known bug, and keep it for the tests (of 12000)
`

const say = (line: string) => process.stdout.write(`${line}\n`)

function tell({ outcome, steps }: Answer, replay: string): void {
  say(`seed ${outcome.seed}: ${outcome.problem}`)
  for (const { at, step } of steps) say(`  ${(at / 1000).toFixed(3)} s  ${JSON.stringify(step)}`)
  say(`replay it with: npm run simulate -- ${replay}`)
}

async function runSeeds(from: number, count: number): Promise<number> {
  const began = performance.now()
  let done = 0
  let tasks = 0
  const failures: Answer[] = []
  await askSeeds(seedsFrom(from, count), (answer) => {
    done += 1
    tasks += answer.outcome.tasks
    const { seed, problem } = answer.outcome
    if (problem !== undefined) {
      failures.push(answer)
      say(`seed ${seed} fails: ${problem.split('\n')[0]}`)
    }
    if (done % 1000 === 0) say(`${done} seeds, ${failures.length} failed`)
    return failures.length < 5 ? 'go on' : 'stop'
  })
  const seconds = (performance.now() - began) / 1000
  say(`${done} seeds with ${tasks} tasks in ${seconds.toFixed(0)} s: ${failures.length} failed`)
  for (const failure of failures) await explain(failure)
  return failures.length === 0 ? 0 : 1
}

async function explain(failure: Answer): Promise<void> {
  const simulator = startSimulator()
  const { keep, answer } = await shrink(simulator, failure)
  simulator.close()
  tell(answer, `--seed ${answer.outcome.seed} --keep ${keep.join(',')}`)
}

async function runSeed(seed: number, keep: readonly number[] | undefined): Promise<number> {
  const simulator = startSimulator()
  const { outcome, lines } = await simulator.ask({ seed, keep, trace: 'told' })
  simulator.close()
  for (const line of lines) say(line)
  say(`seed ${seed}: ${outcome.problem ?? 'nothing is wrong'} (trace ${outcome.trace.slice(0, 16)})`)
  return outcome.problem === undefined ? 0 : 1
}

/** Finds a seed for each and keeps it for the tests, which replay it. */
async function findMutants(seeds: readonly number[]): Promise<number> {
  const found = new Map<string, number>()
  const left = [...mutants]
  const search = async () => {
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const simulator = startSimulator(mutant.changes)
      const answer = await firstFailure(simulator, seeds)
      simulator.close()
      if (answer) found.set(mutant.name, answer.outcome.seed)
      say(`${mutant.name}: ${answer ? `seed ${answer.outcome.seed}, ${answer.outcome.problem}` : 'NOT FOUND'}`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, search))
  const recorded = Object.fromEntries(mutants.map(({ name }) => [name, found.get(name)]))
  writeFileSync(new URL('mutants.json', import.meta.url), `${JSON.stringify(recorded, null, 2)}\n`)
  return found.size === mutants.length ? 0 : 1
}

async function firstFailure({ ask }: Simulator, seeds: readonly number[]): Promise<Answer | undefined> {
  for (const seed of seeds) {
    const answer = await ask({ seed, keep: undefined, trace: 'hashed' })
    if (answer.outcome.problem !== undefined) return answer
  }
  return undefined
}

const number = (text: string | undefined, fallback: number) => (text === undefined ? fallback : Number(text))

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string' },
    seed: { type: 'string' },
    keep: { type: 'string' },
    mutants: { type: 'boolean' },
    help: { type: 'boolean' },
  },
})
const from = number(values.from, 1)
if (values.help) process.stdout.write(help)
else if (values.mutants) process.exitCode = await findMutants(seedsFrom(from, number(values.seeds, 12_000)))
else if (values.seed !== undefined)
  process.exitCode = await runSeed(Number(values.seed), values.keep?.split(',').map(Number))
else process.exitCode = await runSeeds(from, number(values.seeds, 1000))
