import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readPolicy } from '../../src/access/policy-file.ts'
import { fakeIo } from '../helpers/fake-io.ts'

test('a policy file with an error in it is refused before it is sent', (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'muster-cli-'))
  t.after(() => rmSync(cwd, { recursive: true }))
  const read = (text: string) => {
    writeFileSync(join(cwd, 'p.json'), text)
    return readPolicy(fakeIo({ cwd }), 'p.json')
  }
  assert.deepEqual(read('{"actions": ["tat:*"], "instances": ["name:web-*"]}'), {
    ...{ actions: ['tat:*'], instances: ['name:web-*'], commands: [], users: [] },
  })
  assert.throws(() => read('{"action": ["tat:*"]}'), /p\.json is no policy: .*action/)
  assert.throws(() => read('{"instances": ["web-*"]}'), /p\.json is no policy: instances/)
  assert.throws(() => read('{"commands": ["deploy"]}'), /p\.json is no policy: commands/)
  assert.throws(() => read('[]'), /no JSON object/)
  assert.throws(() => readPolicy(fakeIo({ cwd }), 'other.json'), /no policy file/)
})
