import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FrameError, FrameReader } from '../../src/websocket/frame-reader.ts'
import { type Side, writeFrame } from '../../src/websocket/frame-writer.ts'

/** What a reader tells of some bytes, in pieces that end at the cuts. */
function read(peer: Side, bytes: Buffer, cuts: readonly number[] = [], largest = 1 << 20): unknown[] {
  const told: unknown[] = []
  const reader = new FrameReader(peer, largest, {
    message: (message) => told.push(typeof message === 'string' ? message : Buffer.from(message)),
    ping: (payload) => told.push(['ping', String(payload)]),
    pong: () => told.push(['pong']),
    close: (code, reason) => told.push(['close', code, reason]),
  })
  let from = 0
  // A reader unmasks in place: it gets bytes of its own.
  for (const cut of [...cuts, bytes.length].toSorted((a, b) => a - b)) {
    reader.feed(Buffer.from(bytes.subarray(from, Math.min(cut, bytes.length))))
    from = Math.max(from, Math.min(cut, bytes.length))
  }
  return told
}

test('what one side writes the other reads, however the bytes are cut', () => {
  const message = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(125, 126, 65_535, 65_536).map((length) => Buffer.alloc(length, 7)),
  )
  fc.assert(
    fc.property(
      fc.constantFrom<Side>('client', 'server'),
      fc.array(message, { maxLength: 4 }),
      fc.array(fc.nat(70_000), { maxLength: 6 }),
      (side, messages, cuts) => {
        const frames = messages.map((each) =>
          typeof each === 'string' ? writeFrame(side, 1, Buffer.from(each)) : writeFrame(side, 2, each),
        )
        assert.deepEqual(read(side, Buffer.concat(frames), cuts), messages)
      },
    ),
  )
})

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

// The examples of RFC 6455, section 5.7, and what else a peer may say.
const said: readonly [string, Side, string, unknown[]][] = [
  ['an unmasked text', 'server', '81 05 48656c6c6f', ['Hello']],
  ['a masked text', 'client', '81 85 37fa213d 7f9f4d5158', ['Hello']],
  ['a text in two parts', 'server', '01 03 48656c 80 02 6c6f', ['Hello']],
  ['a ping between the parts of a text', 'server', '01 03 48656c 89 01 78 80 02 6c6f', [['ping', 'x'], 'Hello']],
  ['an empty text', 'server', '81 00', ['']],
  ['a pong', 'server', '8a 00', [['pong']]],
  ['a close with a reason', 'server', '88 05 03e8 627965', [['close', 1000, 'bye']]],
  ['a close without a code', 'server', '88 00', [['close', 1005, '']]],
]
for (const [what, peer, bytes, expected] of said)
  test(`${what} is understood`, () => assert.deepEqual(read(peer, hex(bytes)), expected))

const broken: readonly [string, Side, string, number][] = [
  ['a frame of a client that is not masked', 'client', '81 05 48656c6c6f', 1002],
  ['a frame of a server that is masked', 'server', '81 85 37fa213d 7f9f4d5158', 1002],
  ['an extension that was not agreed on', 'server', 'c1 05 48656c6c6f', 1002],
  ['an unknown kind', 'server', '83 00', 1002],
  ['an unknown control frame', 'server', '8b 00', 1002],
  ['a ping in parts', 'server', '09 00', 1002],
  ['a ping of more than 125 bytes', 'server', '89 7e 007e', 1002],
  ['a part of nothing', 'server', '80 00', 1002],
  ['a message within a message', 'server', '01 01 61 81 01 62', 1002],
  ['a text that is not UTF-8', 'server', '81 02 c328', 1007],
  ['a reason that is not UTF-8', 'server', '88 04 03e8 c328', 1007],
  ['half a code', 'server', '88 01 03', 1002],
  ['a message beyond the limit', 'server', '82 7f 0000000000100001', 1009],
  ['a length that no number holds', 'server', '82 7f ffffffffffffffff', 1009],
]
for (const [what, peer, bytes, code] of broken)
  test(`${what} ends the connection with ${code}`, () =>
    assert.throws(
      () => read(peer, hex(bytes)),
      (error) => error instanceof FrameError && error.code === code,
    ))

test('a message in parts is held to the limit as a whole, and to so many parts', () => {
  const part = (first: string, length: number) =>
    Buffer.concat([hex(first), Buffer.from([length]), Buffer.alloc(length)])
  const tooLarge = (error: unknown) => error instanceof FrameError && error.code === 1009
  assert.throws(() => read('server', Buffer.concat([part('02', 60), part('00', 60)]), [], 100), tooLarge)
  const many = [part('02', 0), ...Array.from({ length: 2000 }, () => part('00', 0))]
  assert.throws(() => read('server', Buffer.concat(many)), tooLarge)
})

test('noise is refused or understood, and never anything else', () => {
  fc.assert(
    fc.property(fc.constantFrom<Side>('client', 'server'), fc.uint8Array({ maxLength: 64 }), (peer, noise) => {
      try {
        read(peer, Buffer.from(noise))
      } catch (error) {
        assert.ok(error instanceof FrameError)
      }
    }),
    { numRuns: 2000 },
  )
})

test('a message that comes in crumbs is copied a few times, not once for every crumb', (t) => {
  const concat = t.mock.method(Buffer, 'concat')
  const size = 1 << 18
  const frame = writeFrame('client', 2, Buffer.alloc(size))
  const told: number[] = []
  const ignore = () => {}
  const reader = new FrameReader('client', size, {
    message: (message) => told.push(message.length),
    ping: ignore,
    pong: ignore,
    close: ignore,
  })
  for (let at = 0; at < frame.length; at += 2) reader.feed(frame.subarray(at, at + 2))
  assert.deepEqual(told, [size])
  const copied = concat.mock.calls.reduce((sum, call) => sum + (call.result?.length ?? 0), 0)
  assert.ok(copied < 20 * size, `copied ${copied} bytes for ${size}`)
})
