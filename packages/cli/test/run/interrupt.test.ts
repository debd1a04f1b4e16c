import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { watchInterrupts } from '../../src/run/interrupt.ts'
import { fakeIo } from '../helpers/fake-io.ts'

/** Watches with actions that only say that they were called. */
function watched(terminal: 'both' | 'none') {
  const input = new PassThrough()
  const io = fakeIo({ terminal, input })
  const said: string[] = []
  const { promise: settled, resolve } = Promise.withResolvers<void>()
  const say = (word: string) => {
    said.push(word)
    if (word !== 'pause' && word !== 'cancel') resolve()
  }
  const watch = watchInterrupts(io, 'what now? ', {
    pause: () => say('pause'),
    resume: () => say('resume'),
    cancel: async () => say('cancel'),
    leave: () => say('leave'),
  })
  return { io, input, said, settled, watch }
}

for (const [typed, expected] of [
  ['c\r', ['pause', 'cancel', 'resume']],
  ['l\r', ['pause', 'leave']],
  ['\r', ['pause', 'resume']],
  ['\x03', ['pause', 'leave']],
] as const)
  test(`ctrl-c asks, and ${JSON.stringify(typed)} leads to ${expected.at(-1)}`, async () => {
    const { io, input, said, settled, watch } = watched('both')
    io.interrupt()
    input.write(typed)
    await settled
    assert.deepEqual(said, expected)
    assert.match(io.stderr.text, /what now\? /)
    watch.end()
  })

test('one key that arrives twice is one key, a later one leaves', async () => {
  const { io, said, watch } = watched('both')
  io.interrupt()
  io.interrupt()
  assert.deepEqual(said, ['pause'])
  await io.wait(400)
  io.interrupt()
  assert.deepEqual(said, ['pause', 'leave'])
  watch.end()
})

test('without a terminal nothing is asked', () => {
  const { io, said, watch } = watched('none')
  io.interrupt()
  assert.deepEqual(said, ['leave'])
  watch.end()
})
