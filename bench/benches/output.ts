import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { makeFolder } from '../lib/children.ts'
import { startFloor } from '../lib/floor.ts'
import { rawRequest } from '../lib/http.ts'
import { alternate, median, restMs } from '../lib/numbers.ts'
import { residentKb } from '../lib/proc.ts'
import { atLeast, within } from '../lib/rows.ts'
import { allEnded, runByNative, succeeded } from '../lib/runs.ts'
import { type Server, startServer } from '../lib/server.ts'
import { startSwarm } from '../lib/swarm.ts'
import { signedHeaders } from '../lib/tc3.ts'
import type { Bench } from '../lib/types.ts'

const agents = 50
const chunkBytes = 4096
/** What the record keeps of a task; a stream is as many tasks after each other as it takes. */
const taskBytes = 24_576
const tasksEach = 40
/** Who start them, so that no agent waits for the next call. */
const callers = 8
/** Their output is far more than the kernel holds back for a reader. */
const watched = 3000
const memoryRounds = 4
const bytes = agents * tasksEach * taskBytes

export const output: Bench = async ({ rounds = 5, say }, add) => {
  const server = await startServer()
  const { instances } = await startSwarm(server, agents, ['--output-bytes', String(taskBytes)])
  const stream = () => timed(() => streamAll(server, instances))
  const floor = await startOutputFloor()

  say(`${Math.round(bytes / 2 ** 20)} MB from ${agents} agents`)
  await alternate(1, [stream, floor], restMs)
  const [own = [], bare = []] = await alternate(rounds, [stream, floor], restMs)
  const rate = (times: readonly number[]) => bytes / 2 ** 20 / (median(times) / 1000)
  const metric = `${agents} agents stream ${chunkBytes / 1024} KB chunks, durable`
  const of = { name: 'output', metric, unit: 'MB/s', ours: rate(own), reference: rate(bare) }
  add(atLeast({ ...of, referenceName: 'floor' }, 0.7))

  await server.stop()
  say('with a reader that does not read')
  const grown = await growthUnderSlowReader()
  add(within({ name: 'output', metric: 'server grows under a reader that does not read', unit: 'MB', ours: grown }, 64))
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function streamAll(server: Server, instances: readonly string[]) {
  const ids: string[] = []
  let left = tasksEach
  const call = async () => {
    while (left > 0) {
      left -= 1
      ids.push(...(await runByNative(server, instances)))
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
  const ended = await allEnded(server, ids, 10)
  if (succeeded(ended) !== agents * tasksEach) throw new Error('a task that streams did not succeed')
}

async function startOutputFloor(): Promise<() => Promise<number>> {
  const frames = bytes / agents / chunkBytes
  const floor = startFloor('output', [join(makeFolder(), 'floor.db'), String(agents), String(frames)])
  const { port } = await floor.next<{ port: number }>('port')
  startFloor('output-sockets', [String(port), String(agents)])
  await floor.next('ready')
  return async () => {
    floor.tell({ go: true })
    return (await floor.next<{ ms: number }>('ms')).ms
  }
}

/**
 * What the highest memory of runs with a watcher that never reads goes beyond that of runs without, in turn: a heap grows
 * for its first runs, whoever reads.
 */
async function growthUnderSlowReader(): Promise<number> {
  const server = await startServer()
  const { instances } = await startSwarm(server, watched, ['--output-bytes', String(taskBytes)])
  const run = async (watch: (id: string) => Promise<Socket | undefined>) => {
    const [id = ''] = await runByNative(server, instances)
    const socket = await watch(id)
    await allEnded(server, [id], 50)
    socket?.destroy()
  }
  const without = () => highest(server, () => run(async () => undefined))
  const watchedSlowly = () => highest(server, () => run((id) => watchSlowly(server, id)))
  await alternate(1, [without, without])
  const [bare = [], slow = []] = await alternate(memoryRounds, [without, watchedSlowly])
  return Math.max(0, Math.max(...slow) - Math.max(...bare))
}

async function highest(server: Server, work: () => Promise<void>): Promise<number> {
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, residentKb(server.pid()) / 1024)
  }, 20)
  await work()
  clearInterval(timer)
  return most
}

async function watchSlowly(server: Server, id: string): Promise<Socket> {
  const { host, port } = new URL(server.url)
  const path = `/api/v1/invocations/${id}/events`
  const signed = signedHeaders(server.key, { service: 'muster', method: 'GET', host, path, query: '', body: '' })
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.pause()
  socket.write(rawRequest('GET', path, signed, ''))
  return socket
}
