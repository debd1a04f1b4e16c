import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shareAgent, withoutRoot } from './support/shared-agent.ts'

describe('a script that cannot start', () => {
  const shared = shareAgent()
  const { run } = shared

  for (const [name, changes, script, cause] of [
    ['user', { userName: 'no-such-user' }, 'echo ran', /^user "no-such-user" does not exist on this host$/],
    ['directory', { workingDirectory: '/no/such' }, 'echo ran', /^the working directory "\/no\/such" does not exist/],
    [
      'interpreter',
      {},
      '#!/no/such/shell\necho ran',
      /^the interpreter "\/no\/such\/shell" does not exist on this host$/,
    ],
    ['named interpreter', {}, '#!/usr/bin/env no-such\nran', /^the interpreter "no-such" is not in the path of user/],
  ] as const)
    test(`for want of its ${name} says so, and nothing runs`, async () => {
      const { end, output } = await run(script, changes)
      assert.equal(end.outcome, 'startFailed')
      assert.match(end.cause, cause)
      assert.deepEqual([end.startedAt, end.exitCode, end.size, output], [null, null, 0, ''])
    })

  test('because its user may not enter the directory says so', { skip: withoutRoot }, async () => {
    const { end } = await run('echo ran', { userName: 'nobody', workingDirectory: '/root' })
    assert.equal(end.cause, 'user "nobody" may not enter the working directory "/root"')
  })
})
