import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer } from '../support/client.ts'
import { currentSdk } from '../support/ecs-client.ts'
import { ecsNames } from '../support/fleet.ts'

const call = currentSdk()

async function create(name: string): Promise<string> {
  const command = { Name: name, Type: 'RunShellScript', CommandContent: 'dHJ1ZQ==' }
  return String((await call('CreateCommand', command)).CommandId)
}

/** The ids on a page. */
const idsOf = ({ Commands }: Answer) =>
  (Commands as { readonly Command: readonly { readonly CommandId: string }[] }).Command.map(
    ({ CommandId }) => CommandId,
  )

test('pages by token fit together while the list grows', async () => {
  const made: string[] = []
  for (const n of [1, 2, 3, 4, 5]) made.unshift(await create(`ecs-page-${n}`))
  const seen: string[] = []
  let NextToken: string | undefined
  do {
    const page = { Name: 'ecs-page-*', MaxResults: 2, ...(NextToken && { NextToken }) }
    const answer = await call('DescribeCommands', page)
    assert.equal(answer.TotalCount, 5)
    seen.push(...idsOf(answer))
    NextToken = String(answer.NextToken)
    await create('ecs-page-later')
  } while (NextToken !== '')
  assert.deepEqual(seen, made)
})

test('pages by number, and what lies behind the last', async () => {
  const names = ['ecs-number-1', 'ecs-number-2', 'ecs-number-3']
  const made: string[] = []
  for (const name of names) made.unshift(await create(name))
  const page = async (PageNumber: number) => {
    const answer = await call('DescribeCommands', { Name: 'ecs-number-*', PageNumber, PageSize: 2 })
    assert.deepEqual([answer.TotalCount, answer.PageNumber, answer.PageSize], [3, PageNumber, 2])
    return idsOf(answer)
  }
  assert.deepEqual([await page(1), await page(2), await page(3)], [made.slice(0, 2), made.slice(2), []])
})

test('results by token', async () => {
  const InstanceId = [ecsNames.cvm, ecsNames.cvm2, ecsNames.managed]
  const { InvokeId } = await call('RunCommand', { Type: 'RunShellScript', CommandContent: 'true', InstanceId })
  const seen: string[] = []
  let NextToken: string | undefined
  do {
    const page = { InvokeId, MaxResults: 2, ...(NextToken && { NextToken }) }
    const { Invocation } = await call('DescribeInvocationResults', page)
    const list = Invocation as {
      readonly NextToken: string
      readonly InvocationResults: { readonly InvocationResult: readonly { readonly InstanceId: string }[] }
    }
    seen.push(...list.InvocationResults.InvocationResult.map((result) => result.InstanceId))
    NextToken = list.NextToken
  } while (NextToken !== '')
  assert.deepEqual(seen, InstanceId)
})
