import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { diskJournal, taskFolder, tasksFolder } from '../../src/tasks/disk-journal.ts'
import { type Spec, standingSpec } from '../../src/tasks/spec.ts'
import { makePlan } from '../support/plans.ts'

function open(t: TestContext) {
  const data = mkdtempSync(join(tmpdir(), 'muster-journal-'))
  t.after(() => rmSync(data, { recursive: true }))
  let full = 0
  const take = (spec: Spec) => {
    const folder = join(tasksFolder(data), `new.${spec.sequence}`)
    mkdirSync(folder)
    return {
      folder,
      fill: () => {},
      write: (text: string) => {
        if (spec.sequence === full) throw new Error('no room')
        writeFileSync(join(folder, 'spec.json'), text)
      },
      drop: () => rmSync(folder, { recursive: true }),
    }
  }
  const fill = (sequence: number) => {
    full = sequence
  }
  return { data, fill, journal: diskJournal(data, { info: () => {}, warn: () => {} }, { take }) }
}

test('of a task that stays a power cut may take what was not synced: it is found by the rest', async (t) => {
  const { data, journal } = open(t)
  await journal.load()
  const plan = makePlan({ sequence: 7, task: 'tsk-7' })
  const repeat = { rule: { kind: 'everyBoot' }, revision: 1 } as const
  await journal.create([standingSpec(plan, plan.task, 'one')])
  const standing = { plan: { ...plan, repeat }, heldAt: 1, fired: 2, lastDue: 3, boot: 'one', end: null }
  await journal.keep(standing)
  writeFileSync(join(taskFolder(data, plan), 'spec.json'), '')
  const found = await journal.load()
  assert.deepEqual(found.specs, [standingSpec(plan, plan.task, 'one')])
  assert.deepEqual([...found.standing.values()], [standing])
})

test('one that was not written down whole was never taken', async (t) => {
  const { journal } = open(t)
  await journal.load()
  await journal.create([standingSpec({ sequence: 7, attempt: 1 }, 'tsk-7', 'one')])
  assert.deepEqual(await journal.load(), { settled: 0, specs: [], standing: new Map() })
  assert.deepEqual((await journal.load()).specs, [])
})

test('nothing is left of tasks of which one could not be written down', async (t) => {
  const { data, journal, fill } = open(t)
  await journal.load()
  fill(7)
  const specs = [6, 7, 8].map((sequence) => standingSpec({ sequence, attempt: 1 }, `tsk-${sequence}`, 'one'))
  await assert.rejects(journal.create(specs), /no room/)
  assert.deepEqual(readdirSync(tasksFolder(data)), [])
})
