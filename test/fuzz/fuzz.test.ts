import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCorpus } from './corpus.ts'
import { createChance, mutate } from './mutate.ts'
import { targets } from './targets/index.ts'

for (const [name, open] of Object.entries(targets))
  test(`${name}: what was found before, and some changes of it`, async () => {
    const target = await open()
    const corpus = readCorpus(name)
    assert.ok(corpus.length > 0, 'there is no corpus: run npm run fuzz -- --keep')
    const chance = createChance(1)
    const changed = corpus.flatMap((input, index) => {
      const other = corpus[(index + 1) % corpus.length] ?? input
      return Array.from({ length: 5 }, () => mutate(input, other, target.words, chance))
    })
    for (const input of [...corpus, ...changed]) await target.run(Buffer.from(input))
  })
