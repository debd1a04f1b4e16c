import type { Invocation } from '@muster/core'
import { type Context, defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'
import { parseId } from '../../ids.ts'
import { pageCodes, tagCodes } from '../code-groups.ts'
import { pageFields, RegionId, tagList } from '../fields.ts'
import { wholeFileStatuses } from '../file-states.ts'
import { type FilePart, sendRecord } from '../files.ts'
import { wantedInstances } from '../instances.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { tagConditions } from '../tags.ts'

/** Of one page: fifty files for a hundred hosts each. */
const maxInstances = 5_000

export const DescribeSendFileResults = defineAction({
  name: 'DescribeSendFileResults',
  access: 'read',
  input: {
    RegionId,
    InvokeId: text({}),
    InstanceId: text({}),
    Name: text({}),
    InvocationStatus: text({ oneOf: ['Pending', 'Running', 'Success', 'Failed', 'PartialFailed'] }),
    ResourceGroupId: text({}),
    Tag: tagList('Tag', 20),
    ...pageFields,
  },
  errors: [...tagCodes, ...pageCodes],
  run: async (context, input) => {
    const { deps, caller } = context
    const { InvokeId, InstanceId, Name, InvocationStatus } = input
    const page = pageOf(deps, 'invocation', input)
    const instanceIds = await wantedInstances(context, InstanceId ? [InstanceId] : undefined)
    const filter = {
      sendsFile: [true],
      upTo: page.upTo,
      ids: InvokeId ? [parseId(deps, 'file', InvokeId) ?? 0] : undefined,
      commandNames: Name ? [Name] : undefined,
      counts: InvocationStatus ? wholeFileStatuses[InvocationStatus] : undefined,
      tags: tagConditions(input.Tag, input.ResourceGroupId),
      instanceIds,
    }
    const { total, items } = await deps.store.listInvocations(caller.accountId, filter, page)
    const parts = await partsOf(context, items, instanceIds)
    return {
      ...pageOutput(deps, 'invocation', page, { total, items: items.length, newest: items[0]?.id }),
      Invocations: { Invocation: items.map((item) => sendRecord(context, item, parts.get(item.id) ?? [])) },
    }
  },
})

const nothing = new Uint8Array()

async function partsOf(
  { deps: { store }, caller }: Context,
  invocations: readonly Invocation[],
  instanceIds: readonly number[] | undefined,
): Promise<ReadonlyMap<number, readonly FilePart[]>> {
  if (invocations.length === 0) return new Map()
  const filter = { invocationIds: invocations.map(({ id }) => id), instanceIds }
  const { items } = await store.listTasks(caller.accountId, filter, { offset: 0, limit: maxInstances })
  const failed = items.filter(({ state }) => state === 'failed').map(({ id }) => id)
  const outputs = failed.length > 0 ? await store.readOutputs(failed) : []
  const told = new Map(failed.map((id, index) => [id, outputs[index]]))
  return Map.groupBy(
    items.map((task) => ({ task, told: told.get(task.id) ?? nothing })),
    ({ task }) => task.invocationId,
  )
}
