import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openInlineStore } from '@muster/store'
import { ensureAdministrator } from '../../src/keys/administrator.ts'
import { createVault } from '../../src/keys/vault.ts'
import { temporaryFolder } from './support/world.ts'

for (const text of ['', 'no JSON', 'null', '[]', '{"secretId":"a"}'])
  test(`a key file that holds ${JSON.stringify(text)} is told in one line, with what to do`, async (t) => {
    const data = temporaryFolder(t)
    writeFileSync(join(data, 'admin.json'), text)
    const store = openInlineStore({ path: ':memory:' })
    const vault = createVault([{ id: 1, key: randomBytes(32), at: 0 }])
    const parts = { store, vault, clock: { now: () => 0 }, chance: randomBytes }
    await assert.rejects(ensureAdministrator(parts, data, undefined), {
      message: `${data}/admin.json needs "secretId" and "secretKey": mend it, or delete it for a new key.`,
    })
    await store.close()
  })
