import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { fileExits, fileScript, type SentFile } from '../src/index.ts'

const withoutRoot = process.geteuid?.() === 0 ? false : 'needs root, to give files away'

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-file-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const plain = { name: 'a', mode: '0644', owner: '', group: '', existing: 'keep', encoding: 'plain' } as const

/** As an agent runs it: in a session of its own, with a name for its draft. */
function start(file: SentFile, content: Uint8Array): ChildProcess {
  const child = spawn('/bin/sh', ['-s'], {
    detached: true,
    env: { PATH: process.env.PATH, MUSTER_TASK: randomBytes(8).toString('hex') },
  })
  child.stdin?.on('error', () => {}).end(fileScript(file, content))
  return child
}

async function send(file: SentFile, content: Uint8Array | string = 'new\n') {
  const child = start(file, Buffer.from(content))
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (said += data))
  const [code] = await once(child, 'close')
  return { code, said }
}

test('a file is written with its bytes and its mode, into folders that are made for it', async (t) => {
  const folder = join(makeFolder(t), 'a/b c')
  const content = randomBytes(24_576)
  assert.deepEqual(await send({ ...plain, folder, mode: '4751' }, content), { code: 0, said: '' })
  assert.deepEqual(readFileSync(join(folder, 'a')), content)
  assert.equal(statSync(join(folder, 'a')).mode & 0o7777, 0o4751)
  assert.equal(statSync(folder).mode & 0o777, 0o755)
  assert.deepEqual(readdirSync(folder), ['a'])
  assert.equal((await send({ ...plain, folder, name: 'empty' }, '')).code, 0)
  assert.equal(readFileSync(join(folder, 'empty'), 'utf8'), '')
})

for (const name of ["it's", '-rf', '$(touch x)', '`id`', 'a\nb\n', '*', ' ', '"', '\\', '~', '!', '早', '#', '-'])
  test(`the name ${JSON.stringify(name)} is only a name, of a file and of a folder`, async (t) => {
    const folder = join(makeFolder(t), name)
    assert.deepEqual(await send({ ...plain, folder, name }), { code: 0, said: '' })
    assert.deepEqual(readdirSync(folder), [name])
  })

for (const name of ['', '.', '..', 'a/b', '../a', '早'.repeat(86)])
  test(`${JSON.stringify(name)} cannot be a name`, async (t) => {
    const folder = makeFolder(t)
    assert.equal((await send({ ...plain, folder, name })).code, fileExits.nameInvalid)
    assert.deepEqual(readdirSync(folder), [])
  })

test('what is there stays, unless it is to be replaced', async (t) => {
  const folder = makeFolder(t)
  writeFileSync(join(folder, 'a'), 'old')
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'))
  for (const name of ['a', 'dangling']) {
    const { code, said } = await send({ ...plain, folder, name })
    assert.deepEqual([code, said], [fileExits.exists, `${join(folder, name)} is there already\n`])
    assert.equal((await send({ ...plain, folder, name, existing: 'replace' })).code, 0)
    assert.equal(readFileSync(join(folder, name), 'utf8'), 'new\n')
  }
  assert.ok(!existsSync(join(folder, 'nowhere')))
})

test('a folder is never replaced, and nothing goes into it', async (t) => {
  const folder = makeFolder(t)
  await send({ ...plain, folder: join(folder, 'a') })
  assert.equal((await send({ ...plain, folder, existing: 'replace' })).code, fileExits.notWritten)
  assert.deepEqual(readdirSync(join(folder, 'a')), ['a'])
})

test('what stands in the way is said', { skip: withoutRoot }, async (t) => {
  const folder = makeFolder(t)
  writeFileSync(join(folder, 'file'), '')
  const way = await send({ ...plain, folder: join(folder, 'file/sub') })
  assert.equal(way.code, fileExits.folderInvalid)
  assert.match(way.said, /Not a directory/)
  for (const holder of [{ owner: 'no-such-user' }, { group: 'no-such-group' }]) {
    const { code, said } = await send({ ...plain, folder, ...holder })
    assert.equal(code, fileExits.noSuchOwner)
    assert.match(said, /no-such-/)
  }
  assert.deepEqual(readdirSync(folder), ['file'])
})

test('owner and group are set', { skip: withoutRoot }, async (t) => {
  const folder = makeFolder(t)
  chmodSync(folder, 0o755)
  assert.deepEqual(await send({ ...plain, folder, owner: 'nobody', group: 'daemon' }), { code: 0, said: '' })
  const { uid, gid } = statSync(join(folder, 'a'))
  assert.deepEqual([uid, gid], [65_534, 1])
})

test('of many at once that may not replace, one writes its whole file', async (t) => {
  const folder = makeFolder(t)
  const files = Array.from({ length: 12 }, (_, index) => Buffer.alloc(20_000, index))
  const ends = await Promise.all(files.map((content) => send({ ...plain, folder }, content)))
  const winners = files.filter((_, index) => ends[index]?.code === 0)
  assert.equal(winners.length, 1)
  assert.deepEqual(readFileSync(join(folder, 'a')), winners[0])
  assert.ok(ends.every(({ code }) => code === 0 || code === fileExits.exists))
  assert.deepEqual(readdirSync(folder), ['a'])
})

test('a kill at any moment leaves the old file or the new one, and beside it one draft at most', async (t) => {
  const folder = makeFolder(t)
  const [old, fresh] = [Buffer.alloc(24_000, 'o'), Buffer.alloc(24_000, 'n')]
  let killed = 0
  for (let round = 0; round < 60; round++) {
    const path = join(folder, 'a')
    writeFileSync(path, old)
    const child = start({ ...plain, folder, existing: 'replace' }, fresh)
    const ended = once(child, 'close')
    // What tells the moments apart is the work of the script itself.
    for (let turn = 0; turn < round * 8; turn++) await new Promise(setImmediate)
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
      killed += 1
    } catch {
      // It has ended.
    }
    await ended
    assert.ok(
      [old, fresh].some((whole) => whole.equals(readFileSync(path))),
      `round ${round}`,
    )
    const beside = readdirSync(folder).filter((name) => name !== 'a')
    assert.ok(beside.length <= 1 && beside.every((name) => name.startsWith('.muster-')), String(beside))
    for (const name of beside) rmSync(join(folder, name))
  }
  assert.ok(killed > 0)
})

test('one that is told to end leaves nothing', async (t) => {
  const folder = makeFolder(t)
  const slow = join(makeFolder(t), 'bin')
  await send({ ...plain, folder: slow, name: 'sync', mode: '0755' }, '#!/bin/sh\nexec sleep 60\n')
  const child = spawn('/bin/sh', ['-s'], {
    detached: true,
    env: { PATH: `${slow}:${process.env.PATH}`, MUSTER_TASK: 't' },
  })
  child.stdin.end(fileScript({ ...plain, folder }, Buffer.from('new')))
  while (!existsSync(join(folder, '.muster-t'))) await new Promise(setImmediate)
  process.kill(-(child.pid ?? 0), 'SIGTERM')
  await once(child, 'close')
  assert.deepEqual(readdirSync(folder), [])
})
