import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { callCli } from './harness/cli.ts'
import { allOnline } from './harness/fleet.ts'
import {
  makeFolder,
  type RunningAgent,
  type RunningServer,
  readJson,
  startAgent,
  startServer,
} from './harness/programs.ts'
import { type Road, startRoad } from './harness/road.ts'
import { callTat } from './harness/tat.ts'
import { eventually } from './harness/wait.ts'

const mebibyte = 1_048_576

interface Stage {
  readonly folder: string
  readonly to: string
  readonly server: RunningServer
  readonly road: Road
  readonly agents: readonly RunningAgent[]
}

/** Agents that come by a road that can be cut. */
async function setStage(t: TestContext, size: number): Promise<Stage> {
  const folder = makeFolder(t)
  const server = await startServer(t, folder)
  const road = await startRoad(t, server.url)
  const code = await callTat(server, 'CreateRegisterCode', { RegisterLimit: size })
  const secret = { id: String(code.RegisterCodeId), secret: String(code.RegisterCodeValue) }
  const names = Array.from({ length: size }, (_, index) => `host-${index + 1}`)
  const away = { ...server, url: road.url }
  const agents = await Promise.all(names.map((name) => startAgent(t, away, folder, name, secret)))
  await allOnline(server, size)
  return { folder, to: join(folder, 'to'), server, road, agents }
}

/** Bytes of which no two pieces are alike. */
function makeFile(path: string, mebibytes: number): string {
  const file = openSync(path, 'w', 0o640)
  const hash = createHash('sha256')
  for (let piece = 0; piece < mebibytes; piece++) {
    const data = randomBytes(mebibyte)
    writeSync(file, data)
    hash.update(data)
  }
  closeSync(file)
  return hash.digest('hex')
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const data of createReadStream(path)) hash.update(data)
  return hash.digest('hex')
}

interface Sent {
  readonly files: readonly {
    readonly file: string
    readonly invocation: { readonly id: string; readonly state: string }
    readonly tasks: readonly { readonly exitCode: number; readonly output: string; readonly state: string }[]
  }[]
}

const send = async ({ server, to }: Stage, files: readonly string[], ...options: readonly string[]) =>
  ((await callCli(server, ['files', 'send', ...files, '--to', to, '--all', '--yes', ...options])) as Sent).files

const sizesIn = (folder: string, pattern: RegExp): readonly number[] => {
  try {
    const names = readdirSync(folder).filter((name) => pattern.test(name))
    return names.map((name) => statSync(join(folder, name)).size)
  } catch {
    return []
  }
}

/** The most memory that a process has had. */
const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

test('a large file arrives whole on every host, whatever is cut and killed meanwhile', async (t) => {
  const stage = await setStage(t, 3)
  const { folder, to, server, road, agents } = stage
  const path = join(folder, 'large.bin')
  const hash = makeFile(path, 200)
  const sending = send(stage, [path], '--overwrite')
  const uploads = join(server.data, 'uploads/1')
  const uploaded = (mebibytes: number) => () => sizesIn(uploads, /./).some((size) => size > mebibytes * mebibyte)
  await eventually('a part of the upload', uploaded(40))
  await server.kill()
  await server.restart()
  const fetched = (mebibytes: number) => () => {
    const drafts = sizesIn(to, /^\.muster-/)
    return sizesIn(to, /^large/).length > 0 || drafts.some((size) => size > mebibytes * mebibyte)
  }
  const drafted = () => Math.floor(Math.max(0, ...sizesIn(to, /^\.muster-/)) / mebibyte)
  await eventually('a part on the hosts', fetched(10))
  t.diagnostic(`cut after ${drafted()} MiB`)
  road.reset()
  await eventually('more on the hosts', fetched(40))
  t.diagnostic(`killed after ${drafted()} MiB`)
  await agents[0]?.kill()
  road.reset()
  await server.kill()
  await server.restart()
  agents[0]?.restart()
  const [file = assert.fail('a file')] = await sending
  assert.deepEqual(
    file.tasks.map(({ state, output }) => [state, output]),
    Array(3).fill(['succeeded', '']),
  )
  assert.equal(await hashOf(join(to, 'large.bin')), hash)
  assert.equal(statSync(join(to, 'large.bin')).mode & 0o777, 0o640)
  assert.deepEqual(readdirSync(to), ['large.bin'])
  assert.ok(peakOf(server.pid()) < 400, `the server took ${peakOf(server.pid())} MB`)
  t.diagnostic(`memory of the server at most ${peakOf(server.pid()).toFixed(0)} MB`)
})

test('what is sent again is not uploaded again, and what is there stays', async (t) => {
  const stage = await setStage(t, 1)
  const { folder, to, server } = stage
  mkdirSync(join(folder, 'from'))
  const files = ["it's a.txt", '$(id).txt', 'empty'].map((name) => join(folder, 'from', name))
  for (const path of files) writeFileSync(path, path.endsWith('empty') ? '' : path)
  const first = await send(stage, files)
  assert.deepEqual(
    first.map(({ invocation }) => invocation.state),
    Array(3).fill('succeeded'),
  )
  for (const path of files)
    assert.equal(readFileSync(join(to, path.slice(folder.length + 6)), 'utf8'), readFileSync(path, 'utf8'))
  const again = await send(stage, files)
  assert.deepEqual(
    again.map(({ tasks }) => tasks[0]?.exitCode),
    Array(3).fill(102),
  )
  assert.equal(readdirSync(join(server.data, 'uploads/1')).length, 3)
  const key = readJson<{ secretId: string }>(join(server.data, 'admin.json'))
  assert.ok(key)
  const stranger = await fetch(`${server.url}/files/1/${'0'.repeat(64)}?until=9999999999&signature=${'A'.repeat(43)}`)
  assert.equal(stranger.status, 403)
})
