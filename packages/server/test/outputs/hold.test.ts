import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { limits } from '@muster/core'
import { createHold } from '../../src/outputs/hold.ts'
import { wholeOutput } from '../../src/outputs/whole.ts'
import { finished, openWorld, piece, started, type World } from './world.ts'

const bound = limits.outputBytes
const bytes = randomBytes(bound + 50_000)

const wholeOf = async ({ deps, spool }: World, taskId = 1): Promise<Buffer> => {
  const [delivery] = await deps.store.listDeliveries([taskId])
  return buffer(await wholeOutput(deps.store, spool, delivery ?? assert.fail('it ended')).open())
}

test('an output that comes in pieces, some of them twice and across the bound of the record, is read back whole', async (t) => {
  const world = openWorld(t)
  await world.start()
  await world.report(1, [started(1), piece(1, 0, bytes.subarray(0, 20_000))])
  await world.report(1, [
    piece(1, 20_000, bytes.subarray(20_000, 30_000)),
    piece(1, 30_000, bytes.subarray(30_000, 40_000)),
  ])
  await world.report(1, [piece(1, 20_000, bytes.subarray(20_000, 45_000))])
  await world.report(1, [piece(1, 45_000, bytes.subarray(45_000)), finished(1, bytes.length)])
  assert.ok((await wholeOf(world)).equals(bytes))
})

test('what comes after a gap is not counted, and is there when it has come again', async (t) => {
  const world = openWorld(t)
  await world.start()
  await world.report(1, [started(1), piece(1, bound + 5_000, bytes.subarray(bound + 5_000)), finished(1, bytes.length)])
  assert.deepEqual(await world.deps.store.listDeliveries([1]), [])
  await world.report(1, [piece(1, 0, bytes), finished(1, bytes.length)])
  assert.ok((await wholeOf(world)).equals(bytes))
})

test('a task whose output finds no place is named, and those beside it are kept', async (t) => {
  const world = openWorld(t)
  await world.start()
  writeFileSync(`${world.folder}/1`, 'in the way of the tasks from 1000 on')
  const write = (taskId: number) => ({ taskId, at: 0, data: Buffer.from('abc') })
  assert.deepEqual(await world.spool.write([write(7), write(1000), write(1001), write(8)]), new Set([1000, 1001]))
  assert.equal((await buffer(await world.spool.read(8, 3))).toString(), 'abc')
  assert.deepEqual(await createHold(world.deps.store, world.spool)([]), new Set())
})

test('nothing is written of a task that does not deliver, is another’s, or has ended', async (t) => {
  const world = openWorld(t)
  await world.start({ bucketUrl: '' })
  await world.start()
  await world.report(1, [started(1), piece(1, 0, bytes), piece(2, 0, bytes), piece(99, 0, bytes)])
  await world.report(2, [started(2), finished(2, 0)])
  await world.report(2, [piece(2, 0, bytes)])
  assert.deepEqual(readdirSync(world.folder), [])
})

test('a short output needs no file; a file that is short is not taken for the whole', async (t) => {
  const world = openWorld(t)
  await world.start()
  await world.report(1, [started(1), piece(1, 0, Buffer.from('hello')), finished(1, 5)])
  assert.equal((await wholeOf(world)).toString(), 'hello')
  assert.ok(!existsSync(`${world.folder}/0`))
  await world.spool.write([{ taskId: 7, at: 0, data: Buffer.from('abc') }])
  assert.equal((await buffer(await world.spool.read(7, 3))).toString(), 'abc')
  await assert.rejects(world.spool.read(7, 4), /3 of 4 bytes/)
})
