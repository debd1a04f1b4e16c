import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import found from './mutants.json' with { type: 'json' }
import { mutants } from './mutants.ts'
import { askSeeds, seedsFrom, startSimulator } from './runner/pool.ts'

test('500 seeds of faults break no guarantee', async () => {
  const problems: string[] = []
  await askSeeds(seedsFrom(1, 500), ({ outcome: { seed, problem } }) => {
    if (problem !== undefined) problems.push(`${problem}; replay it with: npm run simulate -- --seed ${seed}`)
    return 'go on'
  })
  assert.deepEqual(problems, [])
})

test('the same seed is the same story, whatever ran before it', async (t) => {
  const [fresh, used] = [startSimulator(), startSimulator()]
  t.after(() => {
    fresh.close()
    used.close()
  })
  for (const seed of [7, 8, 9]) await used.ask({ seed, keep: undefined, trace: 'hashed' })
  const question = { seed: 10, keep: undefined, trace: 'told' } as const
  const [one, other] = await Promise.all([fresh.ask(question), used.ask(question)])
  assert.deepEqual(one.lines, other.lines)
  assert.equal(one.outcome.trace, other.outcome.trace)
})

test('each known bug is found by its recorded seed', { concurrency: availableParallelism() }, async (t) => {
  const seeds: Readonly<Record<string, number>> = found
  await Promise.all(
    mutants.map(({ name, changes }) =>
      t.test(name, async (own) => {
        const simulator = startSimulator(changes)
        own.after(simulator.close)
        const { outcome } = await simulator.ask({ seed: seeds[name] ?? 1, keep: undefined, trace: 'hashed' })
        assert.ok(outcome.problem, `seed ${seeds[name]} no longer finds it: run npm run simulate -- --mutants`)
      }),
    ),
  )
})
