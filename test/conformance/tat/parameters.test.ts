import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { eventually } from '../../e2e/harness/wait.ts'
import { call } from '../support/client.ts'
import { folder, names } from '../support/fleet.ts'
import { client, encode, ended, firstTask, outputOf, run, start, type TaskRecord } from '../support/run.ts'

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

  test('what a script shows of a hidden value is masked, however it writes it', async () => {
    const secret = 'Geheim&n1s, sehr lang'
    const script = [
      "s='{{tat-hidden:pw}}'",
      'echo "plain $s"',
      'for before in "" a ab; do printf "%s%s" "$before" "$s" | base64; done',
      `echo '${encodeURIComponent(secret)}' >&2`,
      'printf %s Geheim; sleep 0.1; echo "&n1s, sehr lang!"',
    ].join('\n')
    const task = await run(script, host, { EnableParameter: true, Parameters: JSON.stringify({ pw: secret }) })
    const output = outputOf(task)
    const masked = String.raw`\S{0,3}\*{6}\S{0,3}\n`
    assert.match(output, new RegExp(`^plain \\*{6}\n(?:${masked}){3}\\*{6}\n\\*{6}!\n$`))
    assert.equal(task.TaskResult.Dropped, 0)
    const all = JSON.stringify([task, await invocationOf(task)])
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      assert.ok(!all.includes(form), form)
  })

  test('a hidden value too short to be masked is refused', async () => {
    const short = start('echo {{tat-hidden:pw}}', [host], { EnableParameter: true, Parameters: '{"pw":"abc"}' })
    await assert.rejects(short, { code: 'InvalidParameterValue', message: /secret pw .* at least 4/ })
  })

  test('a hidden value that its script shows is in no process list, log, file or record', async () => {
    const secret = `Hidden ${randomUUID()}`
    const script = `s='{{tat-hidden:pw}}'; echo "$s"; printf %s "$s" | base64; echo "\${s// /%20}"; exec sleep 600`
    const invocation = await start(script, [host], {
      EnableParameter: true,
      Parameters: JSON.stringify({ pw: secret }),
      Timeout: 600,
    })
    const task = await eventually('its output', async () => {
      const seen = await firstTask(invocation)
      return outputOf(seen).split('\n').length > 3 && seen
    })
    assert.equal(task.TaskStatus, 'RUNNING')
    assert.match(outputOf(task), /^\*{6}\n\*{6}\S{0,4}\n\*{6}\n$/)
    const forms = [secret, encodeURIComponent(secret), encode(secret).slice(0, -4)]
    const telling = () => {
      const lists = globSync('/proc/[0-9]*/{cmdline,environ}')
      const files = globSync(`${folder}/**/*`, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
      assert.ok(lists.length > 0 && files.some((file) => file.endsWith('muster.db')))
      return [...lists, ...files].filter((file) => forms.some((form) => contentOf(file).includes(form)))
    }
    const whileItRan = telling()
    await call(client, 'CancelInvocation', { InvocationId: invocation })
    await ended(invocation)
    assert.deepEqual([whileItRan, telling()], [[], []])
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
