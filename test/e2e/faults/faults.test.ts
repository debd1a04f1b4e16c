import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUndo } from '../harness/undo.ts'
import { quickKinds } from './kinds.ts'
import { runFaults } from './run.ts'

test(`${quickKinds.length} faults on real processes: nothing is missing, started twice, stuck or wrong`, async (t) => {
  const undo = createUndo()
  t.after(undo.all)
  const seed = Date.now() % 2 ** 32
  t.diagnostic(`repeat it by: npm run faults -- --seed ${seed} --quick`)
  const order = { seed, count: quickKinds.length, from: 0, kinds: quickKinds, logs: '' }
  const report = await runFaults(undo, order, (line) => t.diagnostic(line))
  t.diagnostic(report.summary())
  assert.deepEqual(report.failures(), [])
})
