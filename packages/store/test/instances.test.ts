import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type InstanceFilter, MusterError } from '@muster/core'
import { engines } from './support/engines.ts'
import {
  all,
  claimAll,
  enrol,
  facts,
  finished,
  invocation,
  pending,
  registerCode,
  registration,
  report,
} from './support/samples.ts'

const refused = (words: RegExp) => (error: unknown) =>
  error instanceof MusterError && error.name === 'RegistrationRefused' && words.test(error.message)

for (const engine of engines) {
  test(`${engine.name}: a register code is listed to its account and found by its number`, async (t) => {
    const store = await engine.open(t)
    const { sealedProofKey, ...given } = registerCode({ expiresAt: 99 })
    const { id } = await store.createRegisterCode({ ...given, sealedProofKey })
    const expected = { ...given, id, used: 0, removed: 0, updatedAt: 10 }
    assert.deepEqual(await store.listRegisterCodes(1, {}, all), { total: 1, items: [expected] })
    assert.deepEqual(await store.listRegisterCodes(1, { ids: [id + 1] }, all), { total: 0, items: [] })
    assert.deepEqual(await store.listRegisterCodes(2, { ids: [id] }, all), { total: 0, items: [] })
    const found = await store.findRegisterCode(id)
    assert.deepEqual([...(found?.sealedProofKey ?? [])], [7, 8])
    assert.equal(await store.findRegisterCode(id + 1), undefined)
    const { id: other } = await store.createRegisterCode(registerCode())
    assert.equal(await store.disableRegisterCodes({ accountId: 2, ids: [id], at: 11 }), false)
    assert.equal(await store.disableRegisterCodes({ accountId: 1, ids: [id, 99], at: 11 }), false)
    await store.registerInstance(registration(id))
    assert.equal(await store.disableRegisterCodes({ accountId: 1, ids: [id], at: 11 }), true)
    await assert.rejects(store.registerInstance(registration(id)), refused(/disabled/))
    assert.equal(await store.deleteRegisterCodes({ accountId: 1, ids: [id, 99], at: 12 }), false)
    assert.equal(await store.deleteRegisterCodes({ accountId: 1, ids: [id], at: 12 }), true)
    assert.equal(await store.deleteRegisterCodes({ accountId: 1, ids: [id], at: 12 }), false)
    assert.equal(await store.findRegisterCode(id), undefined)
    await assert.rejects(store.registerInstance(registration(id)), refused(/no such/))
    assert.deepEqual(
      (await store.listRegisterCodes(1, {}, all)).items.map((code) => code.id),
      [other],
    )
  })

  test(`${engine.name}: a code admits as many as its limit, and the same host again`, async (t) => {
    const store = await engine.open(t)
    const code = await store.createRegisterCode(registerCode({ limit: 2, expiresAt: 1000, ipRange: '10.0.0.0/8' }))
    const register = (over: Parameters<typeof registration>[1]) => store.registerInstance(registration(code.id, over))
    await assert.rejects(register({ address: '192.168.0.1' }), refused(/192\.168\.0\.1/))
    await assert.rejects(store.registerInstance(registration(99)), refused(/no such/))
    const first = await register({ publicKey: 'a', name: 'mine', tags: { env: 'prod' } })
    const second = await register({ publicKey: 'b' })
    await assert.rejects(register({ publicKey: 'c' }), refused(/used up/))
    assert.deepEqual(await register({ publicKey: 'a', name: 'other' }), first)
    await assert.rejects(register({ publicKey: 'a', at: 1000 }), refused(/expired/))
    assert.equal((await store.findRegisterCode(code.id))?.used, 2)

    const { items } = await store.listInstances(1, {}, all)
    assert.deepEqual(
      items.find(({ id }) => id === first.id),
      {
        ...facts,
        id: first.id,
        accountId: 1,
        kind: 'cvm',
        name: 'mine',
        publicKey: 'a',
        registerCodeId: code.id,
        tags: { env: 'prod' },
        online: false,
        lastHeartbeatAt: 0,
        createdAt: 20,
        updatedAt: 20,
      },
    )
    assert.equal(items.find(({ id }) => id === second.id)?.name, 'web-web')
    const peer = { id: first.id, kind: 'cvm', publicKey: 'a', epoch: 0 }
    assert.deepEqual(await store.findPeers([99, first.id]), [peer])
  })

  test(`${engine.name}: many hosts at once never use a code beyond its limit`, async (t) => {
    const store = await engine.open(t)
    const code = await store.createRegisterCode(registerCode({ limit: 5 }))
    const tries = Array.from({ length: 20 }, (_, n) =>
      store.registerInstance(registration(code.id, { publicKey: `${n}` })),
    )
    const results = await Promise.allSettled(tries)
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 5)
    assert.equal((await store.listInstances(1, {}, all)).total, 5)
  })

  test(`${engine.name}: an instance is online from connect to disconnect, and its facts are the newest`, async (t) => {
    const store = await engine.open(t)
    const [a = 0, b = 0] = await enrol(store, 2)
    const first = { id: a, epoch: 3, facts: { ...facts, hostName: 'renamed' } }
    const connections = [first, { id: b, epoch: 1, facts: undefined }, { id: 99, epoch: 1, facts }]
    assert.deepEqual(await store.connectInstances({ connections, at: 30 }), [a, b])
    await store.recordHeartbeats({ ids: [a], at: 40 })
    const [found] = (await store.listInstances(1, { ids: [a] }, all)).items
    assert.deepEqual([found?.online, found?.hostName, found?.lastHeartbeatAt], [true, 'renamed', 40])
    assert.equal(found?.updatedAt, 30)
    await store.disconnectInstances({ ids: [a] })
    const online = async () => (await store.listInstances(1, { online: [true] }, all)).items.map(({ id }) => id)
    assert.deepEqual(await online(), [b])
    await store.disconnectInstances({ ids: 'all' })
    assert.deepEqual(await online(), [])
    assert.equal((await store.findPeers([a]))[0]?.epoch, 3)
    await store.connectInstances({ connections: [first], at: 70 })
    assert.equal((await store.listInstances(1, { ids: [a] }, all)).items[0]?.updatedAt, 30)
  })

  test(`${engine.name}: whatever changes of a host, the next call that names it knows`, async (t) => {
    const store = await engine.open(t)
    const [a = 0, b = 0] = await enrol(store, 2)
    const told = async (accountId = 1) =>
      (await store.listTargets(accountId, { ids: [b, a, a] })).map(({ id, name, online, hasConnected }) => {
        return `${id === a ? 'a' : 'b'} ${name} ${online} ${hasConnected}`
      })
    assert.deepEqual(await told(), ['a web-web false false', 'b web-web false false'])
    assert.deepEqual(await told(2), [])
    await store.connectInstances({ connections: [{ id: a, epoch: 1, facts: undefined }], at: 30 })
    assert.deepEqual(await told(), ['a web-web true true', 'b web-web false false'])
    await store.recordHeartbeats({ ids: [a], at: 40 })
    await store.renameInstance({ accountId: 1, id: b, name: 'shop', at: 41 })
    assert.deepEqual(await told(), ['a web-web true true', 'b shop false false'])
    await store.disconnectInstances({ ids: [a] })
    assert.deepEqual(await told(), ['a web-web false true', 'b shop false false'])
    await store.removeInstance({ accountId: 1, id: a, at: 60 })
    assert.deepEqual(await told(), ['b shop false false'])
  })

  test(`${engine.name}: instances are filtered, newest first`, async (t) => {
    const store = await engine.open(t)
    const web = await store.createRegisterCode(registerCode())
    const shop = await store.createRegisterCode(registerCode({ kind: 'managed' }))
    const a = await store.registerInstance(registration(web.id, { publicKey: 'a', name: 'a', tags: { env: 'prod' } }))
    const other = { ...facts, localIp: '10.9.9.9', platform: 'windows' as const }
    const b = await store.registerInstance(registration(shop.id, { publicKey: 'b', name: 'b', facts: other }))
    await store.connectInstances({ connections: [{ id: b.id, epoch: 1, facts: other }], at: 3 })
    await enrol(store, 1, 2)
    const ids = async (filter: InstanceFilter) => (await store.listInstances(1, filter, all)).items.map(({ id }) => id)
    assert.deepEqual(await ids({}), [b.id, a.id])
    assert.deepEqual(await ids({ ids: [a.id, 99] }), [a.id])
    assert.deepEqual(await ids({ names: ['b'] }), [b.id])
    assert.deepEqual(await ids({ kinds: ['managed', 'lighthouse'] }), [b.id])
    assert.deepEqual(await ids({ online: [false] }), [a.id])
    assert.deepEqual(await ids({ online: [true, false] }), [b.id, a.id])
    assert.deepEqual(await ids({ platforms: ['windows'], localIps: ['10.9.9.9'] }), [b.id])
    assert.deepEqual(await ids({ registerCodeIds: [web.id] }), [a.id])
    assert.deepEqual(await ids({ tags: [{ keys: ['env'], values: ['prod'] }] }), [a.id])
    assert.deepEqual(await ids({ upTo: a.id, machineIds: ['machine'] }), [a.id])
    assert.deepEqual(await ids({ name: { text: 'b', at: 'anywhere' } }), [b.id])
    const kinds = await store.instanceKinds(1, [b.id, a.id, a.id, 99])
    assert.deepEqual([...kinds].sort(), [
      [a.id, 'cvm'],
      [b.id, 'managed'],
    ])
    assert.equal((await store.instanceKinds(2, [a.id])).size, 0)
  })

  test(`${engine.name}: a code numbers its hosts and counts those that were removed`, async (t) => {
    const store = await engine.open(t)
    const code = await store.createRegisterCode(
      registerCode({ kind: 'managed', namePrefix: 'web', naming: 'number', limit: 20, tags: { team: 'ops' } }),
    )
    await store.createRegisterCode(registerCode({ tags: { team: 'other' } }))
    const first = await store.registerInstance(registration(code.id, { publicKey: 'a' }))
    await store.registerInstance(registration(code.id, { publicKey: 'b', name: 'mine' }))
    await store.registerInstance(registration(code.id, { publicKey: 'c' }))
    const { items } = await store.listInstances(1, {}, all)
    assert.deepEqual(
      items.map(({ name }) => name),
      ['web-03', 'mine', 'web-01'],
    )
    await store.removeInstance({ accountId: 1, id: first.id, at: 30 })
    const filter = { kinds: ['managed'], namePrefixes: ['web'], tags: [{ keys: ['team'], values: ['ops'] }] } as const
    const [listed] = (await store.listRegisterCodes(1, { ...filter, upTo: code.id }, all)).items
    assert.deepEqual([listed?.id, listed?.used, listed?.removed], [code.id, 3, 1])
    assert.equal((await store.listRegisterCodes(1, { ...filter, upTo: code.id - 1 }, all)).total, 0)
  })

  test(`${engine.name}: what an instance has run is counted, and the newest of it told`, async (t) => {
    const store = await engine.open(t)
    const [busy = 0, idle = 0] = await enrol(store, 2)
    await store.createInvocation(invocation([pending(busy)]))
    await claimAll(store, [busy])
    await store.createInvocation(invocation([pending(busy)], { createdAt: 1700 }))
    await store.createInvocation(
      invocation([{ instanceId: busy, state: 'skipped', cause: 'away' }], { createdAt: 1800 }),
    )
    assert.deepEqual([...(await store.listActivity([busy, idle]))], [[busy, { tasks: 3, open: 2, lastAt: 1800 }]])
  })

  test(`${engine.name}: an instance is renamed by its account`, async (t) => {
    const store = await engine.open(t)
    const [id = 0] = await enrol(store, 1)
    assert.equal(await store.renameInstance({ accountId: 2, id, name: 'theirs', at: 30 }), false)
    assert.equal(await store.renameInstance({ accountId: 1, id, name: 'ours', at: 30 }), true)
    assert.deepEqual((await store.listInstances(1, { names: ['ours'] }, all)).total, 1)
  })

  test(`${engine.name}: a removed instance is nowhere, its tasks have ended, its key opens nothing`, async (t) => {
    const store = await engine.open(t)
    const [id = 0, other = 0] = await enrol(store, 2)
    await store.connectInstances({ connections: [{ id, epoch: 1, facts }], at: 30 })
    const { id: sent, firstTaskId } = await store.createInvocation(invocation([pending(id), pending(other)]))
    await claimAll(store, [id])
    const { id: waiting } = await store.createInvocation(invocation([pending(id)]))
    assert.equal(await store.removeInstance({ accountId: 2, id, at: 40 }), undefined)
    const moves = await store.removeInstance({ accountId: 1, id, at: 40 })
    assert.deepEqual(moves?.map(({ invocationId, to }) => [invocationId, to]).sort(), [
      [sent, 'lost'],
      [waiting, 'undelivered'],
    ])
    assert.equal(await store.removeInstance({ accountId: 1, id, at: 41 }), undefined)
    assert.equal(await store.renameInstance({ accountId: 1, id, name: 'back', at: 41 }), false)
    assert.deepEqual(await store.findPeers([id]), [])
    assert.deepEqual(
      (await store.listInstances(1, {}, all)).items.map((instance) => instance.id),
      [other],
    )
    assert.deepEqual(await store.connectInstances({ connections: [{ id, epoch: 2, facts }], at: 42 }), [])
    await report(store, id, [finished(firstTaskId, 0)])
    const { items } = await store.listTasks(1, { instanceIds: [id] }, all)
    assert.deepEqual(
      items.map(({ state, cause }) => [state, cause]),
      [
        ['undelivered', 'the host was removed'],
        ['lost', 'the host was removed'],
      ],
    )
    const code = await store.createRegisterCode(registerCode())
    await assert.rejects(store.registerInstance(registration(code.id, { publicKey: 'key 0' })), refused(/was removed/))
  })
}
