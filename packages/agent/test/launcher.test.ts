import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shareAgent, withoutRoot } from './support/shared-agent.ts'

const scriptPlace = '\0'

describe('a script with a launcher', () => {
  const { run } = shareAgent()
  const python = { launcher: { words: ['python3', '-u', scriptPlace], extension: '.py' } }

  test('is run by its words, from a file with its extension', async () => {
    const script = 'import os, sys\nprint(os.path.splitext(sys.argv[0])[1], sys.argv[1:])\nsys.exit(4)\n'
    const { end, output } = await run(script, python)
    assert.deepEqual([end.outcome, end.exitCode, output], ['exited', 4, '.py []\n'])
  })

  test('runs as another user too', { skip: withoutRoot }, async () => {
    const script = 'import getpass, sys\nprint(getpass.getuser(), sys.stdin.read())\n'
    const { output } = await run(script, { ...python, userName: 'nobody' })
    assert.equal(output, 'nobody \n')
  })

  test('gets each word as it is: no shell expands, splits or joins them', async () => {
    const words = ['/bin/sh', scriptPlace, '$HOME $(id) `id`', 'it\'s; "so" | &', '*', '', `at=${scriptPlace}`]
    const { output } = await run('for word; do echo "[$word]"; done', { launcher: { words, extension: '' } })
    const [place = '', ...others] = output.trim().split('\n').reverse()
    assert.deepEqual(others.reverse(), ['[$HOME $(id) `id`]', '[it\'s; "so" | &]', '[*]', '[]'])
    assert.match(place, /^\[at=\/.*\/script\]$/)
  })

  for (const [about, program, cause] of [
    ['in the path', 'no-such-program', /^the interpreter "no-such-program" is not in the path of user/],
    ['where it should be', '/no/such/program', /^the interpreter "\/no\/such\/program" does not exist on this host$/],
  ] as const)
    test(`says that its program is not ${about}`, async () => {
      const { end, output } = await run('echo ran', { launcher: { words: [program, scriptPlace], extension: '' } })
      assert.deepEqual([end.outcome, end.exitCode, output], ['startFailed', null, ''])
      assert.match(end.cause, cause)
    })

  test('has its secrets masked', async () => {
    const { output } = await run('print("the s3cr3t is out")', {
      ...python,
      masks: [Buffer.from('s3cr3t').toString('base64')],
    })
    assert.equal(output, 'the ****** is out\n')
  })
})
