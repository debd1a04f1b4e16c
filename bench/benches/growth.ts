import { closeSync, fdatasyncSync, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { NewInvocation, Store } from '@muster/core'
import { openSqliteStore } from '@muster/store'
import { makeFolder } from '../lib/children.ts'
import { fillRecord } from '../lib/fill-record.ts'
import { median, quantile } from '../lib/numbers.ts'
import { atMost, within } from '../lib/rows.ts'
import type { Bench } from '../lib/types.ts'
import { fleet } from './fanout.ts'

const small = 100_000
const large = 10_000_000
const samples = 400
/** Each operation is asked for the same thing in a small and in a large record. */
const bars = { 'by id': 2.5, 'page of 100': 2.5, summary: 1.2, 'by instance': 2.5, 'commit of 100': 2.5 } as const
type Operation = keyof typeof bars

interface World {
  readonly store: Store
  readonly accountId: number
  readonly tasks: number
}

export const growth: Bench = async ({ rounds = 5, say }, add) => {
  const worlds = [await makeWorld(small, say), await makeWorld(large, say)]
  const bare = join(makeFolder(), 'bare')
  for (const operation of Object.keys(bars) as Operation[]) {
    say(operation)
    const times = worlds.map((): number[] => [])
    for (const world of worlds) await sample(world, operation, 50)
    const syncs: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, world] of worlds.entries())
        times[index]?.push(...(await sample(world, operation, samples / rounds)))
      if (operation === 'commit of 100') syncs.push(...bareSyncs(bare, samples / rounds))
    }
    const [before = [], after = []] = times
    const of = { name: 'growth', metric: `${operation}, p50 at 10⁷ tasks`, unit: 'ms', referenceName: 'at 10⁵ tasks' }
    add(atMost({ ...of, ours: median(after), reference: median(before) }, bars[operation]))
    const metric = `${operation}, p99 at 10⁷ tasks`
    const note =
      syncs.length === 0 ? '' : `a bare write and sync of as much, p99 ${quantile(syncs, 0.99).toFixed(2)} ms`
    add(within({ name: 'growth', metric, unit: 'ms', ours: quantile(after, 0.99), note }, 5))
  }
  for (const { store } of worlds) await store.close()
}

async function makeWorld(tasks: number, say: (text: string) => void): Promise<World> {
  const path = join(makeFolder(), 'muster.db')
  const start = performance.now()
  const accountId = await fillRecord(path, { tasks, fleet })
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  say(`${tasks} tasks in ${seconds} s, ${Math.round(statSync(path).size / 2 ** 20)} MB`)
  return { store: await openSqliteStore({ path }), accountId, tasks }
}

async function sample(world: World, operation: Operation, count: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i += 1) {
    const start = performance.now()
    await work[operation](world)
    times.push(performance.now() - start)
  }
  return times
}

/** What the disk alone takes of a commit: a hundred tasks are 22 pages, in the large record as in the small. */
function bareSyncs(path: string, count: number): number[] {
  const file = openSync(path, 'w')
  const bytes = Buffer.alloc(22 * 4096)
  const times = Array.from({ length: count }, (_, index) => {
    const start = performance.now()
    writeSync(file, bytes, 0, bytes.length, (index % 20) * bytes.length)
    fdatasyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  return times
}

const among = (count: number) => 1 + Math.floor(Math.random() * count)
const anInvocation = ({ tasks }: World) => [among(tasks / fleet)]

const work: Readonly<Record<Operation, (world: World) => Promise<unknown>>> = {
  'by id': (world) => world.store.listTasks(world.accountId, { ids: [among(world.tasks)] }, { offset: 0, limit: 1 }),
  'page of 100': (world) =>
    world.store.listTasks(
      world.accountId,
      { invocationIds: anInvocation(world) },
      { offset: among(fleet - 100), limit: 100 },
    ),
  summary: (world) =>
    world.store.listInvocations(world.accountId, { ids: anInvocation(world) }, { offset: 0, limit: 1 }),
  'by instance': (world) =>
    world.store.listTasks(world.accountId, { instanceIds: [among(fleet)] }, { offset: 0, limit: 10 }),
  'commit of 100': (world) => world.store.createInvocation(hundred(world)),
}

function hundred({ accountId }: World): NewInvocation {
  const first = among(fleet - 100)
  return {
    accountId,
    accessKeyId: undefined,
    userId: undefined,
    command: 'script',
    commandName: '',
    description: '',
    source: 'user',
    instanceKind: 'managed',
    tags: {},
    execution,
    parameters: undefined,
    defaultParameters: undefined,
    sealedSecrets: undefined,
    tasks: [
      {
        instanceIds: Array.from({ length: 100 }, (_, index) => first + index),
        state: 'delivering',
        cause: '',
        dueAt: Date.now() + 60_000,
      },
    ],
    createdAt: Date.now(),
  }
}

const delivery = { bucketUrl: '', keyPrefix: '' }
const execution: NewInvocation['execution'] = {
  type: 'shell',
  content: Buffer.from('true'),
  timeoutSeconds: 60,
  workingDirectory: '',
  userName: '',
  profile: 'plain',
  termination: 'processTree',
  output: 'merged',
  repeat: undefined,
  delivery,
}
