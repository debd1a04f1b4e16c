import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pino from 'pino'
import { freeBytesOf, watchDisks } from '../../src/limits/disk.ts'

const log = pino({ level: 'silent' })
const mebibyte = 1_048_576

test('new work is refused while the fullest of the disks has less than the reserve', async () => {
  const free: Record<string, number> = { database: 300 * mebibyte, outputs: 300 * mebibyte }
  const disks = watchDisks({
    folders: Object.keys(free),
    reserveBytes: 256 * mebibyte,
    log,
    freeBytesOf: async (folder) => free[folder] ?? 0,
    recordFile: async () => 'record',
  })
  assert.equal(disks.room(), undefined)
  await disks.look()
  assert.equal(disks.room(), undefined)
  free.outputs = 255 * mebibyte
  await disks.look()
  assert.equal(disks.room()?.name, 'StorageFull')
  assert.match(disks.room()?.message ?? '', /nearly full \(255 of 256 MiB/)
  free.outputs = 256 * mebibyte
  await disks.look()
  assert.equal(disks.room(), undefined)
})

test('a folder that is not there yet has the room of the one above it', async () => {
  const there = await freeBytesOf(tmpdir())
  const below = await freeBytesOf(join(tmpdir(), 'not', 'there', 'yet'))
  assert.ok(Math.abs(there - below) < 64 * mebibyte)
})

test('new work is refused while the record is not the file that was opened', async () => {
  let file: string | undefined
  const disks = watchDisks({
    folders: ['database'],
    reserveBytes: 0,
    log,
    freeBytesOf: async () => mebibyte,
    recordFile: async () => file,
  })
  const seen = async (now: string | undefined) => {
    file = now
    await disks.look()
    return disks.room()?.message
  }
  assert.equal(await seen(undefined), undefined, 'it is made after the first look')
  assert.equal(await seen('first'), undefined)
  assert.match((await seen(undefined)) ?? '', /removed or replaced/)
  assert.match((await seen('other')) ?? '', /removed or replaced/)
  assert.equal(await seen('first'), undefined)
})
