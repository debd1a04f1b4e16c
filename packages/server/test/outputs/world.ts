import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { createNativeIds, createPublicIds, type Deps, type OutputDelivery, type Report } from '@muster/core'
import { openInlineStore } from '@muster/store'
import { createHold } from '../../src/outputs/hold.ts'
import { createSpool, type Spool } from '../../src/outputs/spool.ts'

export interface World {
  readonly deps: Deps
  readonly spool: Spool
  readonly folder: string
  readonly clock: { at: number }
  /** Starts a task of this number on the instance of the same number, as sent. */
  readonly start: (delivery?: Partial<OutputDelivery>) => Promise<void>
  /** As the gateway does it. */
  readonly report: (instanceId: number, reports: readonly Report[]) => Promise<void>
}

export const piece = (taskId: number, offset: number, data: Uint8Array): Report => ({
  kind: 'output',
  taskId,
  offset,
  data,
})

export const started = (taskId: number): Report => ({ kind: 'started', taskId, at: 5 })

export const finished = (taskId: number, size: number): Report => ({
  kind: 'finished', taskId, at: 9, startedAt: 5, outcome: 'exited', exitCode: 0, size, dropped: 0, cause: '',
}) // biome-ignore format: one line an end

/** A store and a spool with tasks that deliver, and a clock that the test moves. */
export function openWorld(t: TestContext): World {
  const folder = mkdtempSync(join(tmpdir(), 'muster-outputs-'))
  const store = openInlineStore({ path: ':memory:' })
  t.after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  const clock = { at: Date.parse('2026-11-22T07:00:00Z') }
  const ids = createPublicIds(Buffer.from('0123456789abcdef'))
  const spool = createSpool(folder)
  const hold = createHold(store, spool)
  const deps: Deps = {
    store,
    ids,
    nativeIds: createNativeIds(ids),
    clock: { now: () => clock.at },
    chance: randomBytes,
    vault: { seal: (clear) => Buffer.from(clear), open: (sealed) => Buffer.from(sealed) },
    nudge: { deliver: () => {}, cancel: () => {}, renew: () => {}, cutOff: () => {} },
    gateway: { reserve: () => ({ has: () => false, send: () => {}, release: () => {} }) },
    announce: () => {},
    linkToOutput: String,
    digest: String,
    terminals: {
      keyTo: ({ id }) => ({ token: `token-${id}`, url: `ws://server/session?sessionId=${id}` }),
      end: () => {},
    },
  }
  let count = 0
  return {
    deps,
    spool,
    folder,
    clock,
    start: async (delivery) => {
      count += 1
      await store.createInvocation(sample(count, { bucketUrl: 'https://bucket', keyPrefix: 'logs', ...delivery }))
      await store.claimTasks({ instances: [{ id: count, limit: 1 }], at: clock.at })
    },
    report: async (instanceId, reports) => {
      const own = reports.map((report) => ({ instanceId, report }))
      await hold(own)
      await store.recordReports({ reports: own, at: clock.at })
    },
  }
}

const sample = (instanceId: number, delivery: OutputDelivery): Parameters<Deps['store']['createInvocation']>[0] => {
  const how = {
    type: 'shell',
    content: Buffer.from('true'),
    timeoutSeconds: 60,
    workingDirectory: '',
    userName: '',
  } as const
  return {
    accountId: 1,
    accessKeyId: undefined,
    userId: 1,
    command: 'script',
    commandName: '',
    description: '',
    source: 'user',
    instanceKind: 'cvm',
    tags: {},
    execution: { ...how, delivery, profile: 'plain', termination: 'processTree', output: 'merged', repeat: undefined },
    parameters: undefined,
    defaultParameters: undefined,
    sealedSecrets: undefined,
    tasks: [{ instanceIds: [instanceId], state: 'pending', cause: '', dueAt: 10 ** 14 }],
    createdAt: 1,
  }
}

export interface FakeBucket {
  readonly endpoint: string
  readonly objects: ReadonlyMap<string, Buffer>
  answer: { status: number; text: string }
}

/** A bucket that looks at hashes, not at signatures. */
export async function openBucket(t: TestContext): Promise<FakeBucket> {
  const objects = new Map<string, Buffer>()
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const { status, text } = bucket.answer
    if (request.method === 'DELETE') objects.delete((request.url ?? '').split('?', 1)[0] ?? '')
    const hash = createHash('sha256').update(body).digest('hex')
    if (status === 200 && request.headers['x-amz-content-sha256'] === hash) objects.set(request.url ?? '', body)
    response.writeHead(status).end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const bucket: FakeBucket = { endpoint: `http://127.0.0.1:${port}/logs`, objects, answer: { status: 200, text: '' } }
  return bucket
}
