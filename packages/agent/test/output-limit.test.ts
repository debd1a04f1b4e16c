import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shareAgent } from './support/shared-agent.ts'

describe('output beyond the limit', () => {
  const shared = shareAgent()
  const { run } = shared

  test('is counted to the byte', async () => {
    const { end, output } = await run('head -c 300000000 /dev/zero; printf end', { outputLimit: 1000 })
    assert.deepEqual([end.size, end.dropped, output.length], [1000, 299_999_003, 1000])
  })

  test('is none when it fits to the byte', async () => {
    const { end } = await run('printf %01000d 1', { outputLimit: 1000 })
    assert.deepEqual([end.size, end.dropped], [1000, 0])
  })

  for (const [cut, kept] of [
    [1, 'ab'],
    [2, 'ab'],
    [3, 'ab'],
    [4, 'ab\u{1f600}'],
  ] as const)
    test(`keeps no ${cut} of 4 bytes of a character, but whole ones`, async () => {
      const { end, output } = await run("printf 'ab\u{1f600}cdefgh'", { outputLimit: 2 + cut })
      assert.equal(output, kept)
      assert.deepEqual([end.size, end.dropped], [Buffer.byteLength(kept), 12 - Buffer.byteLength(kept)])
    })

  test('is counted for both streams when they are kept apart', async () => {
    const script = 'head -c 5000 /dev/zero; head -c 7000 /dev/zero >&2'
    const { end, output } = await run(script, { output: 'split', outputLimit: 1000 })
    assert.deepEqual([end.size, end.dropped, output.length], [1000, 11_000, 1000])
  })

  test('streams while the script runs', async () => {
    const sequence = shared.start('echo first; while [ ! -e "$0.go" ]; do sleep 0.02; done; echo second')
    const { server } = shared.stage
    const { data } = await server.event('output', sequence)
    assert.equal(Buffer.from(data).toString(), 'first\n')
    assert.equal(server.of('finished', sequence).length, 0)
    server.send({ type: 'cancel', tasks: [{ sequence, attempt: 1 }] })
    assert.equal((await server.event('finished', sequence)).outcome, 'terminated')
  })
})
