import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Store } from '@muster/core'
import { openInlineStore } from '@muster/store'
import { encrypt } from '../../src/keys/aes.ts'
import { deriveKey } from '../../src/keys/derive.ts'
import { newServerKey, unboundKey } from '../../src/keys/keyring.ts'
import { createVault, prefixOf } from '../../src/keys/vault.ts'
import { fileIn, later, openAll, openWorld, plant, temporaryFolder } from './support/world.ts'

const sealedWith = async (store: Store, id: number) =>
  (await store.listSealed({ from: prefixOf(id), before: prefixOf(id + 1), limit: 1000 })).length

test('a rotation seals every kind of secret anew, then forgets the old key; what is derived stays', async (t) => {
  const data = temporaryFolder(t)
  const world = await openWorld(data)
  const { store, vault, rotation, clock } = world
  await plant(store, vault)
  const [before, count] = [await openAll(store, vault), await sealedWith(store, 1)]
  const oldKey = readFileSync(join(data, 'master.key'), 'utf8')
  assert.equal(count, before.length)

  assert.deepEqual(await rotation.begin(store), { key: 2, since: 0, state: 'rotating' })
  assert.notEqual(readFileSync(join(data, 'master.key'), 'utf8'), oldKey)
  await rotation.proceed()
  assert.deepEqual([await sealedWith(store, 1), await sealedWith(store, 2)], [0, count])
  assert.equal(rotation.look().state, 'rotating', 'what a call had sealed before may still come')
  clock.at = later
  await rotation.proceed()
  assert.equal(rotation.look().state, 'idle')
  assert.deepEqual(await openAll(store, vault), before)
  await world.close()

  const again = await openWorld(data)
  assert.deepEqual(await openAll(again.store, again.vault), before)
  assert.deepEqual(
    again.keyring.vault.map(({ id }) => id),
    [2],
  )
  assert.deepEqual(again.keyring.root, world.keyring.root)
  assert.equal(again.keyring.serverKey, world.keyring.serverKey)
  await again.close()
})

test('what was sealed with the old key while the rotation began is sealed anew as well', async (t) => {
  const world = await openWorld(temporaryFolder(t))
  const { store, vault, rotation, clock } = world
  await plant(store, vault)
  const late = { ...(await store.listBuckets(1))[0], url: 'https://late.example' }
  const held = vault.seal(Buffer.from('in flight'), 'bucket 1 https://late.example')
  await rotation.begin(store)
  await rotation.proceed()
  await store.saveBucket({ ...late, sealedSecret: held } as Parameters<Store['saveBucket']>[0])
  clock.at = later
  await rotation.proceed()
  assert.equal(await sealedWith(store, 1), 0)
  assert.equal(rotation.look().state, 'idle')
  await world.close()
})

test('a second call while a rotation goes on begins no other', async (t) => {
  const world = await openWorld(temporaryFolder(t))
  await Promise.all([world.rotation.begin(world.store), world.rotation.begin(world.store)])
  assert.deepEqual(await world.rotation.begin(world.store), { key: 2, since: 0, state: 'rotating' })
  await world.close()
})

test('the key in the environment is rotated beneath, and changed by a start with both', async (t) => {
  const data = temporaryFolder(t)
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const { file } = fileIn(data)
  const first = await openWorld(data, { key: one, previous: undefined, file })
  await plant(first.store, first.vault)
  const before = await openAll(first.store, first.vault)
  await first.rotation.begin(first.store)
  await first.rotation.proceed()
  await first.close()
  await assert.rejects(openWorld(data, { key: two, previous: undefined, file }), /does not open this record/)
  await assert.rejects(openWorld(data), /is missing: restore it/)
  await (await openWorld(data, { key: two, previous: one, file })).close()
  await assert.rejects(openWorld(data, { key: one, previous: undefined, file }), /does not open this record/)
  const last = await openWorld(data, { key: two, previous: undefined, file })
  assert.deepEqual(await openAll(last.store, last.vault), before)
  await last.close()
})

class Killed extends Error {}

/** Counts what is written, and fails before or after the write of that number, and for ever after. */
function killAt(number: number, when: 'before' | 'after') {
  let writes = 0
  const wrap =
    <Input>(write: (input: Input) => Promise<void>) =>
    async (input: Input) => {
      if (writes > number) throw new Killed()
      writes += 1
      if (writes > number && when === 'before') throw new Killed()
      await write(input)
      if (writes > number) throw new Killed()
    }
  const change = (store: Store): Store => ({
    ...store,
    saveKeyring: wrap(store.saveKeyring.bind(store)),
    replaceSealed: wrap(store.replaceSealed.bind(store)),
  })
  return { change }
}

test('wherever a rotation is killed, everything opens after a restart and the rotation ends', async (t) => {
  for (const when of ['before', 'after'] as const)
    for (let number = 0; ; number += 1) {
      const data = temporaryFolder(t)
      const planted = await openWorld(data)
      await plant(planted.store, planted.vault)
      const before = await openAll(planted.store, planted.vault)
      await planted.close()

      const killed = await openWorld(data, fileIn(data), killAt(number, when).change)
      let ended = false
      try {
        await killed.rotation.begin(killed.store)
        killed.clock.at = later
        await killed.rotation.proceed()
        ended = true
      } catch (error) {
        assert.ok(error instanceof Killed)
      }
      await killed.close()

      const again = await openWorld(data)
      assert.deepEqual(await openAll(again.store, again.vault), before, `killed ${when} write ${number}`)
      again.clock.at = later
      await again.rotation.begin(again.store)
      again.clock.at = later * 2
      await again.rotation.proceed()
      assert.equal(again.rotation.look().state, 'idle')
      assert.deepEqual(await openAll(again.store, again.vault), before)
      await again.close()
      if (ended) break
      assert.ok(number < 20, 'a rotation is a few writes')
    }
})

test('a record from before there was a keyring opens, and its secrets get places', async (t) => {
  const data = temporaryFolder(t)
  const master = Buffer.alloc(32, 9)
  writeFileSync(join(data, 'master.key'), `${master.toString('hex')}\n`, { mode: 0o600 })
  writeFileSync(join(data, 'server.key'), newServerKey(), { mode: 0o600 })
  const pem = readFileSync(join(data, 'server.key'), 'utf8')
  const old = { id: unboundKey, key: deriveKey(master, 'vault', 32), at: 0 }
  const store = openInlineStore({ path: join(data, 'muster.db') })
  const unbound = (clear: Uint8Array) => Buffer.concat([prefixOf(unboundKey), encrypt(old.key, clear, '')])
  await plant(store, { seal: unbound, open: (sealed) => createVault([old]).open(sealed, '') })
  await store.saveKeyring({ slots: [{ master: '', sealed: new Uint8Array() }] })
  await store.close()

  const world = await openWorld(data)
  assert.deepEqual([Buffer.from(world.keyring.root), world.keyring.serverKey], [master, pem])
  assert.ok(!existsSync(join(data, 'server.key')), 'it lies in the keyring now')
  const before = await openAll(world.store, world.vault)
  world.clock.at = later * 2
  await world.rotation.proceed()
  assert.equal(await sealedWith(world.store, unboundKey), 0)
  assert.deepEqual(await openAll(world.store, world.vault), before)
  await world.close()
})
