import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { callCli } from './harness/cli.ts'
import { allOnline } from './harness/fleet.ts'
import { makeFolder, type RunningServer, startAgent, startServer } from './harness/programs.ts'
import { callTat, post } from './harness/tat.ts'
import { eventually } from './harness/wait.ts'

const callNative = (server: RunningServer, path: string, value: object) =>
  post(server, { service: 'muster', path: `/api/v1${path}`, body: JSON.stringify(value), headers: {} })

/** What would be more than a text to a shell, a path, SQL, a pattern or an object. */
const words = [
  '%', '_', '*', "' OR 1=1 --", '"; DROP TABLE commands; --', '\\', '$(touch MARK)', '`touch MARK`', "'; touch MARK; '",
  '../../../etc/passwd', '-rf', '\n touch MARK', '__proto__', 'constructor', '{{a}}',
] as const // biome-ignore format: a table

test('a text is no more than a text: in filters, names, tags, folders, users and parameters', async (t) => {
  const mark = join(makeFolder(t), 'mark')
  const texts = words.map((word) => word.replace('MARK', mark))
  const folder = makeFolder(t)
  const server = await startServer(t, folder)
  const made = await callTat(server, 'CreateRegisterCode', {})
  const code = { id: String(made.RegisterCodeId), secret: String(made.RegisterCodeValue) }
  const tags = texts.flatMap((text, index) => ['--tag', `k${index}=${text}`])
  const name = `web'; touch ${mark} #`
  const { instance } = await startAgent(t, server, folder, 'agent', code, ['--name', name, ...tags])
  await allOnline(server, 1)
  const instances = [instance]
  for (const text of texts)
    for (const name of ['command-name', 'command-id', 'tag-key', 'tag:a'])
      assert.doesNotMatch(
        JSON.stringify(await callTat(server, 'DescribeCommands', { Filters: [{ Name: name, Values: [text] }] })),
        /"TotalCount":[1-9]|InternalError/,
        `${name} ${text}`,
      )
  const script = Buffer.from('printf %s "{{a}}"; pwd').toString('base64')
  const call = { Content: script, InstanceIds: instances, EnableParameter: true }
  for (const text of texts) {
    // A parameter is put into the script as it stands, so that there quotes and dollars are the caller's own.
    const Parameters = JSON.stringify({ a: text.replace(/[$`"\\]/g, '') })
    for (const more of [
      { WorkingDirectory: `/${text}` },
      { Username: text },
      { CommandName: text, OutputCOSKeyPrefix: text },
    ])
      assert.doesNotMatch(
        JSON.stringify(await callTat(server, 'RunCommand', { ...call, Parameters, ...more })),
        /InternalError/,
      )
    for (const more of [{ workingDirectory: text }, { user: text }])
      assert.doesNotMatch(
        JSON.stringify(await callNative(server, '/runs', { script, targets: { instances }, ...more })),
        /"Internal"/,
      )
  }
  const list = () =>
    callCli(server, ['invocations', '--limit', '1000']) as Promise<{ items: { endedAt: string | null; id: string }[] }>
  const { items } = await eventually('all runs to end', async () => {
    const listing = await list()
    return listing.items.every(({ endedAt }) => endedAt !== null) && listing
  })
  assert.ok(items.length > 30, `${items.length} runs`)
  assert.equal(existsSync(mark), false, 'a name has been run')
})
