import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { type Answer, call, createClient } from '../support/client.ts'
import { simulated } from '../support/fleet.ts'
import { repeat } from '../support/repeat.ts'
import { client, encode, ended } from '../support/run.ts'

const commands = 250
const invocations = 125
let commandId = ''

async function prepare(): Promise<void> {
  await repeat(commands, (index) =>
    call(client, 'CreateCommand', {
      CommandName: `page-${String(index).padStart(3, '0')}`,
      Content: encode('true'),
      Tags: [{ Key: 'batch', Value: 'paging' }],
    }),
  )
  const made = await call(client, 'CreateCommand', { CommandName: 'paged', Content: encode('true') })
  commandId = String(made.CommandId)
  await repeat(invocations, async () => {
    const { InvocationId } = await call(client, 'InvokeCommand', { CommandId: commandId, InstanceIds: simulated })
    await ended(String(InvocationId))
  })
}

interface Listing {
  readonly action: string
  readonly set: string
  readonly id: string
  readonly filter: () => object
  readonly total: number
}

const listings: readonly Listing[] = [
  {
    action: 'DescribeCommands',
    set: 'CommandSet',
    id: 'CommandId',
    filter: () => ({ Name: 'tag:batch', Values: ['paging'] }),
    total: commands,
  },
  {
    action: 'DescribeInvocations',
    set: 'InvocationSet',
    id: 'InvocationId',
    filter: () => ({ Name: 'command-id', Values: [commandId] }),
    total: invocations,
  },
  {
    action: 'DescribeInvocationTasks',
    set: 'InvocationTaskSet',
    id: 'InvocationTaskId',
    filter: () => ({ Name: 'command-id', Values: [commandId] }),
    total: invocations * simulated.length,
  },
]

describe('pages', () => {
  before(prepare)
  for (const { action, set, id, filter, total } of listings)
    for (const method of ['POST', 'GET'] as const)
      test(`${action} by ${method} turns the pages of ${total}`, async () => {
        const client = createClient({ method })
        const idsIn = (answer: Answer) => (answer[set] as readonly Record<string, string>[]).map((item) => item[id])
        const page = async (more: object) => {
          const answer = await call(client, action, { Filters: [filter()], ...more })
          assert.equal(answer.TotalCount, total)
          return idsIn(answer)
        }
        const seen: unknown[] = []
        // As the vendor's own tools do it: a page shorter than its Limit is the last.
        for (;;) {
          const ids = await page({ Limit: 100, Offset: seen.length })
          seen.push(...ids)
          if (ids.length < 100) break
        }
        assert.equal(seen.length, total)
        assert.equal(new Set(seen).size, total, 'nothing twice')
        assert.deepEqual(await page({}), seen.slice(0, 20), 'without Limit, 20')
        assert.deepEqual(await page({ Limit: 7, Offset: 95 }), seen.slice(95, 102))
        assert.deepEqual(await page({ Limit: 100, Offset: total - 1 }), seen.slice(-1))
        assert.deepEqual(await page({ Offset: total }), [])
        assert.deepEqual(await page({ Offset: 1_000_000 }), [])
      })

  test('a hundred ids name a hundred, however they are sent', async () => {
    const idsOf = (answer: Answer) =>
      (answer.CommandSet as readonly { readonly CommandId: string }[]).map(({ CommandId }) => CommandId)
    const ids = idsOf(await call(client, 'DescribeCommands', { Filters: [listings[0]?.filter()], Limit: 100 }))
    for (const method of ['POST', 'GET'] as const) {
      const answer = await call(createClient({ method }), 'DescribeCommands', { CommandIds: ids, Limit: 100 })
      assert.equal(answer.TotalCount, 100)
      assert.deepEqual(new Set(idsOf(answer)), new Set(ids))
    }
  })
})
