import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { lockFolder } from '../src/keys/lock.ts'
import { createVault, deriveKey, loadMasterKey } from '../src/keys/master-key.ts'
import { loadServerKey } from '../src/keys/server-key.ts'

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'muster-keys-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

test('the master key is made once, for its owner alone, and read again', (t) => {
  const data = folder(t)
  const key = loadMasterKey(data)
  assert.equal(key.length, 32)
  assert.deepEqual(loadMasterKey(data), key)
  assert.equal(statSync(join(data, 'master.key')).mode & 0o777, 0o600)
})

test('a damaged master key stops the start instead of making secrets unreadable', (t) => {
  const data = folder(t)
  writeFileSync(join(data, 'master.key'), 'half a key')
  assert.throws(() => loadMasterKey(data), /damaged/)
  assert.equal(readFileSync(join(data, 'master.key'), 'utf8'), 'half a key')
})

test('what the vault seals only the same key opens, and no bit can be changed', () => {
  const vault = createVault(new Uint8Array(32))
  const clear = Buffer.from('secret 密')
  const sealed = vault.seal(clear)
  assert.deepEqual(Buffer.from(vault.open(sealed)), clear)
  assert.notDeepEqual(vault.seal(clear), sealed)
  assert.throws(() => createVault(new Uint8Array(32).fill(1)).open(sealed))
  for (const at of [0, 12, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.throws(() => vault.open(changed))
  }
})

test('keys for different purposes have nothing in common', () => {
  const master = new Uint8Array(32)
  assert.notDeepEqual(deriveKey(master, 'vault', 32), deriveKey(master, 'public ids', 32))
})

test('the server keeps its own key and name', (t) => {
  const data = folder(t)
  const { fingerprint, publicKey } = loadServerKey(data)
  assert.match(fingerprint, /^SHA256:[\w-]{43}$/)
  assert.equal(loadServerKey(data).publicKey, publicKey)
})

test('a data folder serves one server at a time', (t) => {
  const data = folder(t)
  const first = lockFolder(data)
  assert.throws(() => lockFolder(data), /Another server/)
  first.release()
  lockFolder(data).release()
})
