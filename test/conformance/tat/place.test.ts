import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { names } from '../support/fleet.ts'
import { outputOf, run } from '../support/run.ts'

const host = names.cvm ?? ''
const asRoot = process.getuid?.() === 0 ? false : 'the agents do not run as root'

describe('where and as whom a script runs', { concurrency: 4 }, () => {
  test('a user that does not exist is START_FAILED, and ErrorInfo names it', async () => {
    const task = await run('echo ran', host, { Username: 'nobody-at-all' })
    assert.equal(task.TaskStatus, 'START_FAILED')
    assert.match(task.ErrorInfo, /nobody-at-all/)
    assert.equal(outputOf(task), '')
    assert.equal(task.StartTime, null)
  })

  test('a WorkingDirectory that does not exist is START_FAILED, and ErrorInfo names it', async () => {
    const task = await run('echo ran', host, { WorkingDirectory: '/no/such/folder' })
    assert.equal(task.TaskStatus, 'START_FAILED')
    assert.match(task.ErrorInfo, /\/no\/such\/folder/)
    assert.equal(outputOf(task), '')
  })

  test('the WorkingDirectory is where it runs', async () => {
    assert.equal(outputOf(await run('pwd', host, { WorkingDirectory: '/usr' })), '/usr\n')
  })

  test('without one it runs in the home of the user', { skip: asRoot }, async () => {
    assert.equal(outputOf(await run('pwd; echo $HOME', host)), '/root\n/root\n')
  })

  test('another user is that user, with its groups and environment', { skip: asRoot }, async () => {
    const task = await run('id -un; id -gn; echo $USER $LOGNAME', host, { Username: 'daemon', WorkingDirectory: '/' })
    assert.equal(outputOf(task), 'daemon\ndaemon\ndaemon daemon\n', task.ErrorInfo)
  })
})
