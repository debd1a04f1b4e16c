import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { openScratch } from '../../src/execute/scratch.ts'

const text = { name: 'script', script: Buffer.from('true'), entrance: '', ids: null }

test('a script takes the place of what lay there, and another folder when that was cleaned up', async (t) => {
  const scratch = await openScratch('unit-test-place', tmpdir(), { info: () => {}, warn: () => {} })
  const [kept, cleaned] = [scratch.reserve('what lay there'), scratch.reserve('')]
  t.after(() => scratch.close())
  rmSync(cleaned.folder, { recursive: true })
  for (const place of [kept, cleaned]) {
    const folder = await scratch.write(place, text, [])
    assert.equal(folder === place.folder, place === kept)
    assert.equal(readFileSync(join(folder, 'script'), 'utf8'), 'true')
    scratch.remove(folder)
  }
})

test('a folder that cannot be removed is left with a warning: its task has ended all the same', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-scratch-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const warnings: string[] = []
  const log = { info: () => {}, warn: (message: string) => void warnings.push(message) }
  const scratch = await openScratch('unit-test', folder, log)
  const given = await scratch.write(undefined, text, [])
  // The kernel's own, whoever asks.
  const kept = `/proc/${process.pid}/fdinfo`
  scratch.remove(kept)
  assert.equal(warnings.filter((message) => message.includes(kept)).length, 1)
  scratch.remove(given)
  await scratch.close()
})

test('nothing is left of a script that cannot be written', async (t) => {
  const scratch = await openScratch('unit-test-left', tmpdir(), { info: () => {}, warn: () => {} })
  t.after(() => scratch.close())
  const written = await scratch.write(undefined, text, [])
  const parent = dirname(written)
  await assert.rejects(scratch.write(undefined, { ...text, name: 'no/script' }, ['secret']), { code: 'ENOENT' })
  assert.deepEqual(readdirSync(parent), [basename(written)])
  scratch.remove(written)
})
