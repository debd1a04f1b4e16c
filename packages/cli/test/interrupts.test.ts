import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { calmInterrupts } from '../src/interrupts.ts'

function program() {
  const emitter = new EventEmitter()
  const exits: number[] = []
  const clock = { now: 0 }
  calmInterrupts(Object.assign(emitter, { exit: (code: number) => void exits.push(code) }), () => clock.now)
  return { emitter, exits, clock }
}

test('a doubled ctrl-c is one, and a later one ends the program at once', () => {
  const { emitter, exits, clock } = program()
  let told = 0
  emitter.once('SIGINT', () => {
    told += 1
  })
  emitter.emit('SIGINT')
  clock.now = 50
  emitter.emit('SIGINT')
  assert.deepEqual([told, exits], [1, []])
  clock.now = 5_000
  emitter.emit('SIGINT')
  assert.deepEqual(exits, [130])
})

test('a program that does not handle ctrl-c ends at the first', () => {
  const { emitter, exits } = program()
  emitter.emit('SIGINT')
  assert.deepEqual(exits, [130])
})
