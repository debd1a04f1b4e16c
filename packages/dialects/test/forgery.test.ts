import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { RawAnswer } from '../src/index.ts'
import { type Sender, senders } from './support/senders.ts'
import { openWorld } from './support/world.ts'

/** Whether the caller got what it asked for. */
const isAnswered = ({ status, body }: RawAnswer) => status === 200 && !/"Error":|<Error>/.test(body)
const codeOf = ({ body }: RawAnswer) => /"?Code"?[:>]\s*"?([\w.]+)/.exec(body)?.[1]

for (const sender of senders) {
  test(`${sender.name}: what is signed cannot be changed on the way`, async (t) => {
    const world = await openWorld(t)
    assert.ok(isAnswered(await world.dialects(sender.sign(world, sender.action, {}))))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sender.covers), fc.string({ minLength: 1 }), async (member, value) => {
        const sent = sender.sign(world, sender.action, {})
        assert.ok(!isAnswered(await world.dialects(sender.forge(sent, member, `${value}~`))), member)
      }),
      { numRuns: 200 },
    )
    assert.deepEqual(world.reported, [])
  })

  test(`${sender.name}: any parameters are signed, read and answered in order`, async (t) => {
    const world = await openWorld(t)
    const name = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom('Limit', 'Filters.1.Name', 'CommandId', '__proto__'),
    )
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.string()), async (parameters) => {
        const answer = await world.dialects(sender.sign(world, sender.action, parameters))
        assert.doesNotMatch(codeOf(answer) ?? '', /Internal|Signature/, answer.body)
      }),
      { numRuns: 200 },
    )
    assert.deepEqual(world.reported, [])
  })

  test(`${sender.name}: its time may be off by so much, and by no more`, async (t) => {
    const world = await openWorld(t)
    const minutes = sender.name.startsWith('Tencent') ? 5 : 15
    const now = world.clock.now()
    for (const [off, isGood] of [
      [0, true],
      [minutes * 60 - 1, true],
      [1 - minutes * 60, true],
      [minutes * 60 + 1, false],
      [-minutes * 60 - 1, false],
    ] as const) {
      world.clock.set(now + off * 1000)
      const sent = sender.sign(world, sender.action, {})
      world.clock.set(now)
      assert.equal(isAnswered(await world.dialects(sent)), isGood, `${off} s`)
    }
  })

  test(`${sender.name}: what is sent a second time`, async (t) => {
    const world = await openWorld(t)
    const sent = sender.sign(world, sender.action, {})
    assert.ok(isAnswered(await world.dialects(sent)))
    const again = await world.dialects(sent)
    assert.equal(codeOf(again), replays(sender))
    world.clock.set(world.clock.now() + 3_600_000)
    assert.ok(!isAnswered(await world.dialects(sent)), 'an hour later')
  })
}

/** Alibaba remembers nonces. Tencent documents no such thing: within its five minutes a request may come again. */
const replays = ({ name }: Sender) => (name.startsWith('Alibaba') ? 'SignatureNonceUsed' : undefined)
