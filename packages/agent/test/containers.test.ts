import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Container } from '@muster/protocol/agent'
import { createContainers } from '../src/execute/containers.ts'
import { processesWith } from '../src/execute/processes.ts'
import { fakeDocker, running } from './support/fake-docker.ts'
import { shareAgent } from './support/shared-agent.ts'
import { until } from './support/until.ts'

const web: Container = { engine: 'any', id: running, name: '' }

describe('a script in a container', () => {
  const docker = fakeDocker()
  after(docker.remove)
  const shared = shareAgent({ PATH: docker.path })
  const { run } = shared

  test('is run by the shell there, and stands on no command line', async () => {
    const script =
      '#!/usr/bin/env python3\nhidden=on-no-command-line\necho "$0 $#"; read -r line || echo no input\nexit 9'
    const { end, output } = await run(script, { container: web })
    assert.deepEqual([end.outcome, end.exitCode, output], ['exited', 9, '/bin/sh 0\nno input\n'])
    assert.doesNotMatch(docker.calls(), /on-no-command-line/)
    assert.match(docker.calls(), new RegExp(`^exec -i ${running} /bin/sh -c `, 'm'))
  })

  test('is found by its name, and by both if they fit', async () => {
    for (const container of [
      { engine: 'docker', id: '', name: 'web' },
      { engine: 'docker', id: running, name: 'web' },
    ] as const)
      assert.equal((await run('echo in', { container })).output, 'in\n')
  })

  test('is ended there by its deadline, whatever the client does', async () => {
    const script = "trap '' TERM; echo $MUSTER_TASK; sleep 300 & wait; sleep 300"
    const { end, output } = await run(script, { container: web, timeoutSeconds: 3, termination: 'process' })
    assert.equal(end.outcome, 'timedOut')
    await until('nothing of it to be left', () => processesWith(`MUSTER_TASK=${output.trim()}`).length === 0)
  })

  for (const [about, container, cause] of [
    [
      'is not there',
      { engine: 'any', id: '', name: 'none' },
      /^the container "none" was not found .*No such container: none/,
    ],
    ['is not running', { engine: 'any', id: '', name: 'resting' }, /^the container "resting" is not running$/],
    [
      'has another name',
      { engine: 'any', id: running, name: 'db' },
      /^the container a{12} "db" has another name .*: web$/,
    ],
    [
      'is of an engine that is not there',
      { engine: 'cri-o', id: running, name: '' },
      /^this host runs no containers: crictl/,
    ],
  ] as const)
    test(`says that it ${about}`, async () => {
      const { end, output } = await run('echo ran', { container })
      assert.deepEqual([end.outcome, end.exitCode, output], ['startFailed', null, ''])
      assert.match(end.cause, cause)
    })
})

test('an engine that cannot be reached says why', async () => {
  const found = await createContainers(process.env.PATH ?? '')(web, 'cookie')
  assert.match(
    'cause' in found ? found.cause : '',
    /^(the container a{12} was not found on this host; docker: |this host runs no)/,
  )
})
