import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCommandLine } from '../../src/command-line.ts'
import { fakeServer, Refuse } from '../helpers/fake-server.ts'
import { acts, hostile, hostileAnswers } from '../helpers/hostile.ts'
import { base64, countsOf, invocation, task } from '../helpers/samples.ts'

const id = 'inv-m7q2c0xd'
const looks = [
  ['hosts'], ['hosts', 'codes'], ['hosts', 'codes', 'create'], ['hosts', 'add'], ['invocations'], ['invocations', 'show', id],
  ['invocations', 'show', id, '--full'], ['commands'], ['commands', 'show', 'cmd-00000001'], ['commands', 'preview', 'cmd-00000001'],
  ['schedules'], ['schedules', 'show', 'ivk-00000001'], ['schedules', 'preview', 'ivk-00000001'], ['schedules', 'why', 'ivk-00000001'],
  ['keys'], ['keys', 'create', '--user', 'ann'], ['users'], ['accounts'], ['buckets'], ['buckets', 'add', 'https://a.example'],
] as const // biome-ignore format: a table

test('nothing that a server says acts on a terminal', async (t) => {
  const server = await fakeServer(t, hostileAnswers())
  for (const argv of looks)
    for (const format of [[], ['--json']]) {
      const io = server.io({ terminal: 'both' })
      await runCommandLine([...argv, ...format], io)
      const shown = io.stdout.text + io.stderr.text
      assert.doesNotMatch(shown, acts, `${[...argv, ...format].join(' ')}: ${JSON.stringify(shown)}`)
      assert.notEqual(shown, '', argv.join(' '))
    }
  assert.ok(server.asked.length > looks.length, 'the commands have asked the server')
})

test('nothing that a host says acts on a terminal, and its output goes into a pipe as it is', async (t) => {
  const done = invocation({ name: hostile, user: hostile, counts: countsOf({ failed: 1 }), state: 'failed' })
  const said = task(1, { instanceName: hostile, state: 'failed', cause: hostile, exitCode: 1, output: base64(hostile) })
  const server = await fakeServer(t, {
    createRun: () => ({ ...done, state: 'running', endedAt: null }),
    watch: () => [{ event: 'end', invocation: done }],
    getInvocation: () => done,
    listTasks: () => ({ total: 1, items: [said] }),
  })
  for (const argv of [
    ['run', '--all', '--yes', '--', 'uptime'],
    ['invocations', 'show', id],
    ['invocations', 'output', id],
  ]) {
    const terminal = server.io({ terminal: 'both' })
    await runCommandLine(argv, terminal)
    // The line that shows how far a run is goes back to its own beginning.
    const live = terminal.stderr.text.replaceAll('\r', '').replaceAll('\x1b[K', '')
    assert.doesNotMatch(terminal.stdout.text + live, acts, argv.join(' '))
    assert.match(terminal.stdout.text, /<end>/, argv.join(' ') + terminal.stderr.text)
    const pipe = server.io()
    await runCommandLine(argv, pipe)
    assert.ok(pipe.stdout.text.includes(hostile), argv.join(' '))
  }
})

test('nor does a refusal', async (t) => {
  const server = await fakeServer(t, { listInstances: () => new Refuse(400, hostile) })
  const io = server.io({ terminal: 'both' })
  await runCommandLine(['hosts'], io)
  assert.match(io.stderr.text, /^error: .*<end>\n$/)
  assert.doesNotMatch(io.stderr.text, acts)
})
