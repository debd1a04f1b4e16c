import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Report } from '@muster/core'
import { createPacker, type PackedReports, unpackReports } from '../src/tasks/packed-reports.ts'

const taskId = 2 ** 52 + 1
const end = { kind: 'finished', taskId, at: 1_763_800_000_000, size: 12, dropped: 2 ** 50 } as const
const reports: readonly Report[] = [
  { kind: 'started', taskId, at: 1_763_800_000_000 },
  { kind: 'output', taskId, offset: 2 ** 33, data: Buffer.from('grüß dich') },
  { kind: 'output', taskId: 7, offset: 0, data: Buffer.alloc(0) },
  { kind: 'refused', taskId: 8, reason: 'no room: 磁盘已满' },
  { kind: 'refused', taskId: 9, reason: '' },
  { ...end, startedAt: 1_763_799_999_000, outcome: 'exited', exitCode: 0, cause: '' },
  { ...end, startedAt: undefined, outcome: 'lost', exitCode: undefined, cause: 'it was never heard of again' },
  { ...end, startedAt: 0, outcome: 'startFailed', exitCode: 255, cause: 'x' },
]

const plain = ({ data, ...rest }: Report & { readonly data?: Uint8Array }) => ({
  ...rest,
  ...(data && { data: Buffer.from(data).toString() }),
})

test('reports come out as they were put in, call after call', async () => {
  const pack = createPacker()
  const through = async (some: readonly Report[]) => {
    const entries = some.map((report, index) => ({ instanceId: index + 1, report }))
    const unpacked = await pack(entries, async (packed: PackedReports) => unpackReports(structuredClone(packed)))
    assert.deepEqual(
      unpacked.map(({ instanceId, report }) => [instanceId, plain(report)]),
      entries.map(({ instanceId, report }) => [instanceId, plain(report)]),
    )
  }
  await through(reports)
  // In what the first call has left.
  await through(reports.toReversed())
  await through([])
  await through(Array.from({ length: 2000 }, () => reports).flat())
})
