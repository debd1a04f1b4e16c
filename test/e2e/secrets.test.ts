import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Canaries, findInFiles, findInProcesses, newCanary } from './harness/canaries.ts'
import { callCli } from './harness/cli.ts'
import { allOnline } from './harness/fleet.ts'
import { ask } from './harness/native.ts'
import { launcher, makeFolder, startAgent, startServer } from './harness/programs.ts'
import { callTat, hasEnded, outputOf, readTasks } from './harness/tat.ts'
import { eventually } from './harness/wait.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Tells its secret in every form, each cut into single bytes, and waits to be looked at. */
const script = (folder: string) => `secret={{tat-hidden:given}}
cut() { while IFS= read -r -n1 c; do printf %s "$c"; sleep 0.002; done; echo; }
printf %s "plain: $secret" | cut
for before in '' a ab; do printf %s "$before$secret" | base64 -w0 | cut; done
printf %s "$secret" | base64 -w20
printf %s 'url: {{tat-hidden:encoded}}' | cut
echo "default: {{tat-hidden:kept}}"
echo "stored: {{oos-secret:canary}}"
touch ${folder}/told
while [ ! -e ${folder}/seen ]; do sleep 0.05; done`

test('the search finds what is there', (t) => {
  const folder = makeFolder(t)
  const secret = newCanary('planted')
  for (const form of [`a${secret}b`, base64(`ab${secret}c`), encodeURIComponent(secret)]) {
    writeFileSync(join(folder, 'file'), form)
    assert.deepEqual(findInFiles([folder], { secret }), [`${folder}/file tells the secret`])
  }
})

test('no secret is in the record, a log, a backup, a folder or a process', async (t) => {
  const folder = makeFolder(t)
  const server = await startServer(t, folder, ['--log-level', 'debug'])
  const code = await callTat(server, 'CreateRegisterCode', { RegisterLimit: 1 })
  const enrolment = { id: String(code.RegisterCodeId), secret: String(code.RegisterCodeValue) }
  const agent = await startAgent(t, server, folder, 'host', enrolment)
  await allOnline(server, 1)
  const key = (await callCli(server, ['keys', 'create', '--user', 'ci'])) as { secret: string }
  const temporary = (await callCli(server, ['keys', 'create', '--temporary', '1h'])) as {
    secret: string
    token: string
  }
  const given = newCanary('given').replaceAll("'", '')
  const canaries: Canaries = {
    'hidden parameter': given,
    'hidden default': newCanary('default'),
    'parameter of a schedule': newCanary('scheduled'),
    'secret of a bucket': newCanary('bucket'),
    'stored secret': newCanary('stored'),
    'older stored secret': newCanary('stored before'),
    'secret of the register code': enrolment.secret,
    'secret of an access key': key.secret,
    'secret of a temporary key': temporary.secret,
    'temporary token': temporary.token,
  }
  const value = (name: keyof typeof canaries): string => canaries[name] ?? ''
  await callCli(server, ['buckets', 'add', 'https://logs.example.org', '--secret-id', 'AKID'], {
    MUSTER_BUCKET_SECRET_KEY: value('secret of a bucket'),
  })
  for (const name of ['older stored secret', 'stored secret'])
    await ask(server, server.key, {
      ...{ method: 'POST', path: '/parameters' },
      body: { name: 'canary', value: value(name), secret: true },
    })
  const command = await callTat(server, 'CreateCommand', {
    CommandName: 'tell',
    Content: base64(script(folder).replace('={{tat-hidden:given}}', `='{{tat-hidden:given}}'`)),
    EnableParameter: true,
    DefaultParameters: JSON.stringify({
      kept: value('hidden default'),
      encoded: encodeURIComponent(given),
      given: 'none yet',
    }),
  })
  await callTat(server, 'CreateInvoker', {
    Name: 'never',
    Type: 'SCHEDULE',
    CommandId: command.CommandId,
    InstanceIds: [agent.instance],
    Parameters: JSON.stringify({ given: value('parameter of a schedule') }),
    ScheduleSettings: { Policy: 'ONCE', InvokeTime: '2099-01-01T00:00:00Z' },
  })

  const run = await callTat(server, 'InvokeCommand', {
    CommandId: command.CommandId,
    InstanceIds: [agent.instance],
    Parameters: JSON.stringify({ given }),
    Timeout: 600,
  })
  await eventually('the script to have told all', () => existsSync(join(folder, 'told')))
  const { 'secret of the register code': _, ...beyondEnrolment } = canaries
  assert.deepEqual(findInProcesses(beyondEnrolment), [])
  // Whoever starts the agent by the line of "instances add" hands it the code's secret by its environment.
  for (const line of findInProcesses(canaries)) assert.match(line, /^environ of .* agent --server /)
  assert.deepEqual(findInFiles([folder], canaries), [], 'while it runs')

  writeFileSync(join(folder, 'seen'), '')
  const task = await eventually('the end', async () => {
    const [task] = await readTasks(server, String(run.InvocationId))
    return task && hasEnded(task) ? task : undefined
  })
  const output = outputOf(task)
  writeFileSync(join(folder, 'output'), output)
  assert.match(output, /^plain: \*{6}\n/)
  assert.match(output, /\nurl: \*{6}\ndefault: \*{6}\nstored: \*{6}\n$/)
  assert.equal(output.split('\n').length, 1 + 3 + 1 + 3 + 1, output)

  execFileSync(process.execPath, [launcher, 'backup', '--data', server.data, join(folder, 'backup.db')])
  await callCli(server, ['invocations', 'show', String(run.InvocationId)])
  assert.deepEqual(findInFiles([folder], canaries), [], 'after its end')
  const inMemory = readdirSync('/dev/shm')
    .filter((name) => name.startsWith('muster'))
    .map((name) => join('/dev/shm', name))
  assert.deepEqual(findInFiles(inMemory, canaries), [], 'in memory')
})
