import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encrypt } from '../../src/keys/aes.ts'
import { deriveKey } from '../../src/keys/derive.ts'
import { newServerKey, unboundKey } from '../../src/keys/keyring.ts'
import { readServerKey } from '../../src/keys/server-key.ts'
import { createVault, prefixOf } from '../../src/keys/vault.ts'

const key = (id: number) => ({ id, key: new Uint8Array(32).fill(id), at: 0 })
const clear = Buffer.from('secret 密')

test('what the vault seals only the same key opens, at the same place, and no bit can be changed', () => {
  const vault = createVault([key(1)])
  const sealed = vault.seal(clear, 'here')
  assert.deepEqual(Buffer.from(vault.open(sealed, 'here')), clear)
  assert.notDeepEqual(vault.seal(clear, 'here'), sealed)
  assert.throws(() => vault.open(sealed, 'there'))
  assert.throws(() => createVault([{ ...key(1), key: new Uint8Array(32) }]).open(sealed, 'here'))
  for (const at of [0, 4, 16, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.throws(() => vault.open(changed, 'here'))
  }
})

test('a new key seals from then on, and what the old one has sealed opens as before', () => {
  const vault = createVault([key(1)])
  const before = vault.seal(clear, 'here')
  vault.take([key(1), key(2)])
  const after = vault.seal(clear, 'here')
  assert.deepEqual([before.subarray(0, 4), after.subarray(0, 4)], [prefixOf(1), prefixOf(2)])
  assert.deepEqual(Buffer.from(vault.open(before, 'here')), clear)
  assert.deepEqual(Buffer.from(createVault([key(2)]).open(after, 'here')), clear)
  assert.throws(() => createVault([key(2)]).open(before, 'here'), /No key has the number 1/)
})

test('what was sealed before values had places opens at any', () => {
  const old = key(unboundKey)
  const sealed = Buffer.concat([prefixOf(unboundKey), encrypt(old.key, clear, '')])
  assert.deepEqual(Buffer.from(createVault([old, key(1)]).open(sealed, 'anywhere')), clear)
})

test('keys for different purposes have nothing in common', () => {
  const root = new Uint8Array(32)
  assert.notDeepEqual(deriveKey(root, 'keyring', 32), deriveKey(root, 'public ids', 32))
})

test('the server is known by the fingerprint of its key', () => {
  const pem = newServerKey()
  assert.match(readServerKey(pem).fingerprint, /^SHA256:[\w-]{43}$/)
  assert.equal(readServerKey(pem).publicKey, readServerKey(pem).publicKey)
})
