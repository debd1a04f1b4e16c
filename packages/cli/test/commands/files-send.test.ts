import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pieceBytes } from '@muster/protocol/api'
import { runCommandLine } from '../../src/command-line.ts'
import { fakeServer, Refuse } from '../helpers/fake-server.ts'
import { base64, countsOf, invocation, task } from '../helpers/samples.ts'

const size = pieceBytes + 5
const ended = invocation({
  total: 1,
  counts: countsOf({ failed: 1 }),
  endedAt: '2026-11-22T06:00:00Z',
  state: 'failed',
})

function makeFile(t: { readonly after: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-send-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'app.bin')
  writeFileSync(path, Buffer.alloc(size, 'x'), { mode: 0o750 })
  return path
}

test('a file is uploaded from where the server stands, through broken lines, and then sent', async (t) => {
  const path = makeFile(t)
  let held = 2
  let calls = 0
  const server = await fakeServer(t, {
    createUpload: ({ body }) => ({ ...(body as { sha256: string; size: number }), held }),
    writeUpload: ({ body }) => {
      calls += 1
      if (calls === 2) return new Refuse(0, '')
      const { offset, data } = body as { offset: number; data: string }
      assert.equal(offset, held)
      held += Buffer.from(data, 'base64').length
      return { sha256: 'a'.repeat(64), size, held }
    },
    sendFile: () => ended,
    watch: () => [{ event: 'end', invocation: ended }],
    listTasks: () => ({
      total: 1,
      items: [task(1, { state: 'failed', exitCode: 102, output: base64('/opt/app.bin is there already\n') })],
    }),
  })
  const io = server.io()
  const code = await runCommandLine(['files', 'send', path, '--to', '/opt', '--on', 'web-001', '--owner', 'app'], io)
  assert.equal(code, 1, io.stderr.text)
  assert.equal(held, size)
  const uploading = ['createUpload', 'writeUpload', 'writeUpload', 'createUpload', 'writeUpload']
  assert.deepEqual(server.routes(), [...uploading, 'sendFile', 'watch', 'listTasks'])
  const asked = server.asked.find(({ route }) => route === 'sendFile')?.body as Record<string, unknown>
  assert.deepEqual([asked.name, asked.folder, asked.mode, asked.owner], ['app.bin', '/opt', '0750', 'app'])
  assert.match(io.stdout.text, /^app\.bin {2}not on 1 of 1\n/)
  assert.match(io.stdout.text, /is there already/)
  assert.match(io.stdout.text, /again on the 1 without it: {2}muster files send \S+app\.bin --to \/opt --failed inv-/)
})

for (const [words, says] of [
  [['/no/such/file'], /there is no file \/no\/such\/file/],
  [['/'], /\/ is no file: pack folders first/],
] as const)
  test(`${words.join()} is not sent`, async (t) => {
    const server = await fakeServer(t, {})
    const io = server.io()
    assert.equal(await runCommandLine(['files', 'send', ...words, '--to', '/opt', '--on', 'web-001'], io), 2)
    assert.match(io.stderr.text, says)
  })
