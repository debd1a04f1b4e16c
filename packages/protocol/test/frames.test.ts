import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAgentMessage, readServerMessage, writeAgentMessage, writeServerMessage } from '../src/agent/frames.ts'
import type { AgentMessage, ServerMessage } from '../src/agent/messages.ts'
import { outcomes, refusalCodes, type TaskEvent } from '../src/agent/task-event.ts'

const whole = fc.maxSafeNat()
const time = fc.integer({ min: 0, max: 253_402_300_799_999 })
const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each))
const octets = bytes.map((each) => each.toString('latin1'))
const text = fc.string({ unit: 'grapheme', maxLength: 60 })
const key = { sequence: whole, attempt: fc.integer({ min: 0, max: 65_535 }) }

const event: fc.Arbitrary<TaskEvent> = fc.oneof(
  fc.record({ event: fc.constant('accepted' as const), ...key }),
  fc.record({ event: fc.constant('refused' as const), ...key, code: fc.constantFrom(...refusalCodes), reason: text }),
  fc.record({ event: fc.constant('started' as const), ...key, at: time }),
  fc.record({ event: fc.constant('output' as const), ...key, offset: whole, data: bytes }),
  fc.record({
    event: fc.constant('finished' as const),
    ...key,
    at: time,
    startedAt: fc.option(time),
    outcome: fc.constantFrom(...outcomes),
    exitCode: fc.option(fc.integer({ min: -1, max: 255 })),
    size: whole,
    dropped: whole,
    cause: text,
  }),
)

const plan = fc.record({
  head: fc.record({
    ...key,
    deliverBy: whole,
    instance: fc.constant('ins-12345678'),
    task: fc.constant('invt-12345678'),
  }),
  work: bytes,
  proof: fc.record({ index: fc.nat(255), count: fc.nat(256), path: octets, signature: octets }),
})
const order: fc.Arbitrary<ServerMessage> = fc.oneof(
  fc.record({ type: fc.constant('deliver' as const), tasks: fc.array(plan, { maxLength: 5 }) }),
  fc.record({ type: fc.constant('cancel' as const), tasks: fc.array(fc.record(key), { maxLength: 5 }) }),
  fc.record({
    type: fc.constant('acknowledge' as const),
    tasks: fc.array(fc.record({ ...key, offset: whole, done: fc.boolean() }), { maxLength: 5 }),
    settled: fc.option(whole.filter((each) => each > 0)),
  }),
)
const report: fc.Arbitrary<AgentMessage> = fc.record({
  type: fc.constant('report' as const),
  events: fc.array(event, { maxLength: 8 }),
})

/** Prototypes apart: fast-check makes records without one. */
const plain = (value: unknown) => structuredClone(value)

test('what one end writes the other reads', () => {
  fc.assert(
    fc.property(report, (each) => assert.deepEqual(plain(readAgentMessage(writeAgentMessage(each))), plain(each))),
  )
  fc.assert(
    fc.property(order, (each) => assert.deepEqual(plain(readServerMessage(writeServerMessage(each))), plain(each))),
  )
})

test('a frame that is cut, goes on after its end or is of the other side is refused', () => {
  const refuses = (read: (frame: Buffer) => unknown, frame: Buffer) => assert.throws(() => read(frame), RangeError)
  fc.assert(
    fc.property(report, order, fc.double({ min: 0, max: 0.99 }), (fromAgent, fromServer, part) => {
      for (const [read, message, other] of [
        [readAgentMessage, writeAgentMessage(fromAgent), readServerMessage],
        [readServerMessage, writeServerMessage(fromServer), readAgentMessage],
      ] as const) {
        const frame = Buffer.from(message)
        refuses(read, frame.subarray(0, Math.floor(frame.length * part)))
        refuses(read, Buffer.concat([frame, Buffer.alloc(1)]))
        refuses(other, frame)
      }
    }),
  )
})

test('noise never gets through as anything but a refusal or a message', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 5 }), (noise, kind) => {
      for (const read of [readAgentMessage, readServerMessage])
        try {
          assert.equal(typeof read(Buffer.from([kind, ...noise])).type, 'string')
        } catch (error) {
          assert.ok(error instanceof RangeError)
        }
    }),
    { numRuns: 2000 },
  )
})
