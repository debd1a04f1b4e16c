import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { call } from '../support/client.ts'
import { folder, names } from '../support/fleet.ts'
import { becomes, client, encode, ended, outputOf, run, start, type TaskRecord } from '../support/run.ts'

const host = names.cvm ?? ''
const decode = (text: unknown) => Buffer.from(String(text), 'base64').toString()

interface InvocationRecord {
  readonly Parameters: string
  readonly DefaultParameters: string
  readonly CommandContent: string
}

async function invocationOf(task: TaskRecord): Promise<InvocationRecord> {
  const { InvocationSet } = await call(client, 'DescribeInvocations', { InvocationIds: [task.InvocationId] })
  return (InvocationSet as readonly [InvocationRecord])[0]
}

describe('parameters', { concurrency: 4 }, () => {
  test('given values go before DefaultParameters', async () => {
    const task = await run('echo {{a}}-{{b}}', host, {
      EnableParameter: true,
      DefaultParameters: '{"a":"1","b":"2"}',
      Parameters: '{"b":"二 {{a}} $&"}',
    })
    assert.equal(decode(task.CommandDocument.Content), 'echo 1-二 {{a}} $&')
    const shown = await invocationOf(task)
    assert.deepEqual(JSON.parse(shown.Parameters), { a: '1', b: '二 {{a}} $&' })
    assert.deepEqual(JSON.parse(shown.DefaultParameters), { a: '1', b: '2' })
  })

  test('a stored command runs with DefaultParameterConfs, and with what is given over them', async () => {
    const { CommandId } = await call(client, 'CreateCommand', {
      CommandName: 'with-defaults',
      Content: encode('echo {{who}} {{how}}'),
      EnableParameter: true,
      DefaultParameterConfs: [
        { ParameterName: 'who', ParameterValue: 'you', ParameterDescription: 'whom to greet' },
        { ParameterName: 'how', ParameterValue: 'well' },
      ],
    })
    const invoke = async (more: object) => {
      const answer = await call(client, 'InvokeCommand', { CommandId, InstanceIds: [host], ...more })
      const [task] = await ended(String(answer.InvocationId))
      return task && outputOf(task)
    }
    assert.equal(await invoke({}), 'you well\n')
    assert.equal(await invoke({ Parameters: '{"who":"me"}' }), 'me well\n')
    assert.equal(await invoke({ Parameters: '{"who":"","extra":"x"}' }), 'well\n')
  })

  test('braces of a script without parameters are its own', async () => {
    assert.equal(outputOf(await run("echo '{{who}}'", host)), '{{who}}\n')
  })

  test('a hidden value reaches the script and no answer', async () => {
    const secret = 'S3cret-geheim-密码'
    const task = await run(
      `printf %s '{{tat-hidden:pw}}' | wc -c; test '{{tat-hidden:pw}}' = '${secret}' && echo {{plain}}`,
      host,
      {
        EnableParameter: true,
        DefaultParameters: '{"plain":"seen"}',
        Parameters: JSON.stringify({ pw: secret }),
      },
    )
    assert.equal(outputOf(task).split('\n')[0], String(Buffer.byteLength(secret)))
    const shown = await invocationOf(task)
    assert.deepEqual(JSON.parse(shown.Parameters), { pw: '******', plain: 'seen' })
    assert.match(decode(task.CommandDocument.Content), /printf %s '\*{6}'/)
    assert.match(decode(shown.CommandContent), /printf %s '\*{6}'/)
  })

  test('while its script runs a hidden value is in no process list, log or record', async () => {
    const secret = `Hidden-${randomUUID()}`
    const invocation = await start(": '{{tat-hidden:pw}}'; exec sleep 600", [host], {
      EnableParameter: true,
      Parameters: JSON.stringify({ pw: secret }),
      Timeout: 600,
    })
    await becomes(invocation, 'RUNNING')
    const lists = globSync('/proc/[0-9]*/{cmdline,environ}')
    const files = globSync(`${folder}/**/*`, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    assert.ok(lists.length > 0 && files.some((file) => file.endsWith('muster.db')))
    const telling = [...lists, ...files].filter((file) => contentOf(file).includes(secret))
    await call(client, 'CancelInvocation', { InvocationId: invocation })
    assert.deepEqual(telling, [])
  })
})

/** A process may end, and a file go, before it is read. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}
