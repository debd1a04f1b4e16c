import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogMemory, keptMs, type Read } from '../src/engines/sqlite/log-memory.ts'

const piece = 256 * 1024
const size = 20 * piece

/** Reads that end when they are told to; `pieces` are those begun so far. */
function makeMemory() {
  const pieces: number[] = []
  const ends: (() => void)[] = []
  let at = 0
  const read: Read = (_fd, _buffer, _offset, _length, position, done) => {
    pieces.push(position / piece)
    ends.push(done)
  }
  const memory = createLogMemory(0, () => at, read)
  const finish = async () => {
    for (let end = ends.shift(); end; end = ends.shift()) {
      end()
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    return pieces.splice(0)
  }
  return { memory, finish, pass: (ms: number) => (at += ms) }
}

test('what lies ahead of the log is read once, one piece after the other, and again when it may be gone', async () => {
  const { memory, finish, pass } = makeMemory()
  memory.expect(piece + 5, size)
  assert.deepEqual(
    await finish(),
    Array.from({ length: 16 }, (_, index) => index + 1),
  )
  memory.expect(3 * piece, size)
  assert.deepEqual(await finish(), [17, 18])
  pass(keptMs)
  memory.expect(15 * piece, 17 * piece + 1)
  assert.deepEqual(await finish(), [15, 16, 17])
})

test('what has been written whole is in memory; a piece of which only the beginning was is not', async () => {
  const { memory, finish } = makeMemory()
  memory.touched(0, 2 * piece + 5)
  memory.expect(0, 4 * piece)
  assert.deepEqual(await finish(), [2, 3])
})

test('who closes waits for the read under way, and begins no other', async () => {
  const { memory, finish } = makeMemory()
  memory.expect(0, size)
  const closed = memory.close()
  assert.deepEqual(await finish(), [0])
  await closed
})
