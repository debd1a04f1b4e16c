import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ask, callNative, type Key, type NativeCall } from '../harness/native.ts'
import { makeFolder, type RunningServer, startServer } from '../harness/programs.ts'
import { alike, type Case, cases, endings } from './cases.ts'
import { type Account, nobodys, openAccount, type Things } from './things.ts'

interface Operation {
  readonly name: string
  readonly method: string
  readonly path: string
}

/** The native API as the server itself describes it. */
async function readOperations({ url }: RunningServer): Promise<readonly Operation[]> {
  const response = await fetch(`${url}/api/v1/openapi.json`)
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, { operationId: string }>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId: name }]) => ({ name, method: method.toUpperCase(), path })),
  )
}

const callOf = ({ method, path }: Operation, { id = '', query, body }: Case): NativeCall => ({
  method,
  path: path.replace('{id}', encodeURIComponent(id)),
  query,
  body,
})

/** A text without what differs from one call to the next. */
function blind(text: string, things: Things): string {
  let shown = text
  for (const [name, value] of Object.entries(things)) shown = shown.replaceAll(value, `<${name}>`)
  return shown
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}/g, '<uuid>')
    .replace(/"(secret|token)":"\w+"/g, '"<secret>"')
    .replace(/AKID\w{32}/g, '<made key>')
    .replace(/\b(cmd|inv|invt|ivk|term)-[0-9a-z]{8}\b/g, '<id>')
}

/** All that an account is shown of what it has, but for what moves by itself. */
async function recordOf(server: RunningServer, { key, things }: Account): Promise<string> {
  const paths = [
    '/instances',
    '/invocations',
    '/schedules',
    '/register-codes',
    '/keys',
    '/users',
    '/buckets',
    '/parameters',
    '/terminals',
  ]
  const more = [`/schedules/${things.schedule}/fires`, `/invocations/${things.invocation}/tasks`, '/commands']
  const read = async (path: string) => (await callNative(server, key, { method: 'GET', path })).body
  const texts = await Promise.all([...paths, ...more].map(read))
  return texts.join('\n').replace(/"lastHeartbeat":"[^"]+"|signature=[\w-]+|until=\d+/g, '')
}

interface Two {
  readonly server: RunningServer
  readonly owner: Account
  readonly stranger: Account
  readonly missing: Things
}

async function walk(t: TestContext, operation: Operation, { server, owner, stranger, missing }: Two): Promise<void> {
  const callsOf = cases[operation.name]
  await t.test(`${operation.name} tells a stranger nothing and lets it do nothing`, async () => {
    assert.ok(callsOf, 'it needs a case')
    const { things: theirs } = owner
    const before = await recordOf(server, owner)
    const unnamed = callsOf(missing, stranger.things)
    for (const [index, each] of callsOf(theirs, stranger.things).entries()) {
      const said = JSON.stringify(each)
      const answer = await callNative(server, stranger.key, callOf(operation, each))
      const asIfNone = await callNative(server, stranger.key, callOf(operation, unnamed[index] ?? {}))
      assert.equal(answer.status, asIfNone.status, said)
      assert.equal(blind(answer.body, theirs), blind(asIfNone.body, missing), said)
      for (const value of Object.values(theirs)) assert.ok(said.includes(value) || !answer.body.includes(value), value)
      const { total, items } = JSON.parse(answer.status === 200 ? answer.body : '{}')
      if (items && total !== undefined) assert.equal(total, items.length, said)
      assert.equal(await recordOf(server, owner), before, said)
    }
  })
}

/** Whether what a case names makes any difference to its owner; where it does not, the walk has shown nothing. */
async function tells(
  server: RunningServer,
  operation: Operation,
  { key, things }: Account,
  missing: Things,
): Promise<boolean> {
  const owned = cases[operation.name]?.(things, things) ?? []
  const gone = cases[operation.name]?.(missing, things) ?? []
  if (JSON.stringify(owned) === JSON.stringify(gone)) return true
  for (const [index, each] of owned.entries()) {
    const found = await callNative(server, key, callOf(operation, each))
    const none = await callNative(server, key, callOf(operation, gone[index] ?? {}))
    if (blind(found.body, things) !== blind(none.body, missing)) return true
  }
  return false
}

/** What only reads comes first, and what makes things before what ends them. */
function turn({ name, method, path }: Operation): number {
  if (method === 'GET') return 0
  if (endings.test(name)) return 3
  return path.includes('{id}') ? 1 : 2
}

test('two accounts see and touch nothing of each other', async (t) => {
  const folder = makeFolder(t)
  const server = await startServer(t, folder, ['--api-rate-limit', '0'])
  const owner = await openAccount(t, server, folder, 'owner')
  const stranger = await openAccount(t, server, folder, 'stranger')
  const operations = (await readOperations(server)).toSorted((a, b) => turn(a) - turn(b))
  assert.deepEqual(
    Object.keys(cases).filter((name) => !operations.some((each) => each.name === name)),
    [],
  )
  const missing = await nobodys(server)
  for (const operation of operations) await walk(t, operation, { server, owner, stranger, missing })

  await t.test('a link to an output is its own key, and fits no other output', async () => {
    assert.equal(await (await fetch(owner.link)).text(), 'text of owner\n')
    const task = (link: string) => /\/outputs\/([\w-]+)/.exec(link)?.[1] ?? ''
    assert.equal((await fetch(stranger.link.replace(task(stranger.link), task(owner.link)))).status, 403)
  })

  await t.test('only the first account makes accounts, and only its administrators', async () => {
    const make = (key: Key) => callNative(server, key, { method: 'POST', path: '/accounts', body: { name: 'third' } })
    assert.equal((await make(stranger.key)).status, 403)
    const body = { user: 'ops', role: 'operator' }
    const made = await ask<{ id: string; secret: string }>(server, server.key, { method: 'POST', path: '/keys', body })
    assert.equal((await make({ secretId: made.id, secretKey: made.secret })).status, 403)
    const { items } = await ask<{ items: readonly object[] }>(server, server.key, { method: 'GET', path: '/accounts' })
    assert.equal(items.length, 3)
  })

  await t.test('every case asks for something that its owner gets', async () => {
    for (const operation of operations)
      assert.ok(alike.has(operation.name) || (await tells(server, operation, owner, missing)), operation.name)
  })
})
