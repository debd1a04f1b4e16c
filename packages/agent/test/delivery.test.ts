import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { generateKeys } from '../src/identity/keys.ts'
import { makePlan, signPlans } from './support/plans.ts'
import { shareAgent } from './support/shared-agent.ts'
import { until } from './support/until.ts'

describe('a delivery', () => {
  const shared = shareAgent()
  const path = (name: string) => join(shared.stage.data, name)

  test('that comes twice runs once and is told again', async () => {
    const { server } = shared.stage
    const plan = makePlan({ sequence: 1 }, `echo x >> ${path('ran')}`)
    server.deliver([plan, plan])
    await server.event('finished', 1)
    server.deliver([plan])
    await until('a second end', () => server.of('finished', 1).length > 1)
    assert.equal(readFileSync(path('ran'), 'utf8'), 'x\n')
    assert.deepEqual(server.of('refused', 1), [])
  })

  test('is told with its output first and its end last', async () => {
    const { server } = shared.stage
    server.deliver([makePlan({ sequence: 2 }, 'echo x')])
    await server.event('finished', 2)
    const told = server.events.filter(({ sequence, event }) => sequence === 2 && event !== 'accepted')
    assert.deepEqual(
      told.map(({ event }) => event).filter((event) => event !== 'started'),
      ['output', 'finished'],
    )
  })

  test('of a slice runs every plan of it', async () => {
    const { server } = shared.stage
    const sequences = Array.from({ length: 33 }, (_, index) => 10 + index)
    server.deliver(sequences.map((sequence) => makePlan({ sequence }, `echo ${sequence}`)))
    for (const sequence of sequences) await server.event('finished', sequence)
    for (const sequence of sequences) assert.equal(server.output(sequence).toString(), `${sequence}\n`)
  })

  test('with a wrong signature is refused', async () => {
    const { server } = shared.stage
    const stranger = signPlans([makePlan({ sequence: 50 }, `touch ${path('stranger')}`)], generateKeys().privateKey)
    server.send({ type: 'deliver', tasks: stranger })
    assert.equal((await server.event('refused', 50)).code, 'signature')
    const [signed] = signPlans([makePlan({ sequence: 51 }, 'true')], server.keys.privateKey)
    assert.ok(signed)
    server.send({
      type: 'deliver',
      tasks: [
        { ...signed, work: Buffer.from(String(signed.work).replace('"timeoutSeconds":60', '"timeoutSeconds":61')) },
      ],
    })
    assert.equal((await server.event('refused', 51)).code, 'signature')
    assert.equal(existsSync(path('stranger')), false)
  })

  test('for another host is refused', async () => {
    const { server } = shared.stage
    const tasks = signPlans([makePlan({ sequence: 52, instance: 'ins-other' }, 'true')], server.keys.privateKey)
    server.send({ type: 'deliver', tasks })
    assert.match((await server.event('refused', 52)).reason, /ins-other/)
  })

  test('that cannot be meant is refused', async () => {
    const { server } = shared.stage
    server.deliver([makePlan({ sequence: 53, userName: '-rf' }, 'true')])
    assert.equal((await server.event('refused', 53)).code, 'invalid')
  })

  test('that comes after its cancel does not start', async () => {
    const { server } = shared.stage
    server.send({ type: 'cancel', tasks: [{ sequence: 60, attempt: 1 }] })
    assert.equal((await server.event('finished', 60)).outcome, 'cancelled')
    server.deliver([makePlan({ sequence: 60 }, `touch ${path('late')}`)])
    await until('a second end', () => server.of('finished', 60).length > 1)
    assert.equal(existsSync(path('late')), false)
  })

  test('of what is settled is refused, and its folders are gone', async () => {
    const { server, data } = shared.stage
    assert.ok(existsSync(join(data, 'tasks/1-1')))
    server.send({ type: 'acknowledge', tasks: [], settled: 60 })
    await until(
      'the folders to be gone',
      () => !existsSync(join(data, 'tasks/1-1')) && !existsSync(join(data, 'tasks/60-1')),
    )
    server.deliver([makePlan({ sequence: 2 }, 'true')])
    assert.equal((await server.event('refused', 2)).code, 'settled')
    server.send({ type: 'cancel', tasks: [{ sequence: 3, attempt: 1 }] })
    assert.equal((await server.event('refused', 3)).code, 'settled')
    assert.equal(readFileSync(join(data, 'settled'), 'utf8'), '60\n')
  })

  test('together with its cancel has one end, whichever is first', async () => {
    const { server } = shared.stage
    const sequences = Array.from({ length: 20 }, (_, index) => 100 + index)
    for (const sequence of sequences) {
      server.deliver([makePlan({ sequence }, `echo x >> ${path(`race-${sequence}`)}; sleep 60`)])
      server.send({ type: 'cancel', tasks: [{ sequence, attempt: 1 }] })
    }
    for (const sequence of sequences) {
      const { outcome, startedAt } = await server.event('finished', sequence)
      assert.ok(outcome === 'cancelled' || outcome === 'terminated', outcome)
      if (outcome === 'cancelled') assert.equal(existsSync(path(`race-${sequence}`)), false)
      assert.equal(startedAt === null, outcome === 'cancelled')
    }
  })

  test('leaves no text of a script on disk or in the log', async () => {
    const { server, data } = shared.stage
    server.deliver([makePlan({ sequence: 200 }, '# words-of-the-script\ntrue')])
    await server.event('finished', 200)
    assert.doesNotMatch(readFileSync(join(data, 'tasks/200-1/spec.json'), 'utf8'), /words-of|d29yZHM/)
    assert.doesNotMatch(shared.agent.log, /words-of/)
    await until('the folder in memory to be empty', () => shared.scratch().length === 0)
  })
})
