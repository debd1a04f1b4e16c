import type { Invocation, InvocationFilter, Listing } from '@muster/core'
import { type Context, defineAction, type Output } from '../../../action.ts'
import { flag, type Input, text } from '../../../spec/fields.ts'
import { parseId } from '../../ids.ts'
import { typeOf } from '../commands.ts'
import { type Encoding, encodingOf } from '../content.ts'
import { ContentEncoding, commandTypes, pageFields, RegionId, tagList } from '../fields.ts'
import { wantedInstances } from '../instances.ts'
import { instanceRecord, invocationRecord } from '../invocations.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { timingFilter } from '../repeat.ts'
import { wantedStatuses } from '../states.ts'
import { tagConditions } from '../tags.ts'

/** As many as a client can start and then list on one page: fifty invocations of two hundred instances. */
const maxInstances = 10_000

const fields = {
  RegionId,
  InvokeId: text({}),
  CommandId: text({}),
  CommandName: text({}),
  CommandType: text({ oneOf: commandTypes }),
  InstanceId: text({}),
  InvokeStatus: text({}),
  RepeatMode: text({ oneOf: ['Once', 'Period', 'NextRebootOnly', 'EveryReboot'] }),
  Timed: flag({}),
  IncludeOutput: flag({ default: false }),
  ContentEncoding,
  ResourceGroupId: text({}),
  Tag: tagList('Tag', 20),
  ...pageFields,
} as const

export const DescribeInvocations = defineAction({
  name: 'DescribeInvocations',
  access: 'read',
  input: fields,
  errors: [
    'Duplicate.TagKey',
    'InvalidParam.PageNumber',
    'InvalidParam.PageSize',
    'InvalidParameter.MaxResults',
    'InvalidParameter.NextToken',
    'InvalidTagKey.Malformed',
    'InvalidTagValue.Malformed',
    'MissingParameter.TagKey',
    'NumberExceed.Tags',
  ],
  run: async (context, input) => {
    const { deps, caller } = context
    const page = pageOf(deps, 'invocation', input)
    const filter = await filterIn(context, input)
    const { total, items } = filter
      ? await deps.store.listInvocations(caller.accountId, { ...filter, upTo: page.upTo }, page)
      : nothing
    const encoding = encodingOf(input.ContentEncoding, 'Base64')
    const tasks = await instancesOf(context, items, encoding, input)
    return {
      ...pageOutput(deps, 'invocation', page, { total, items: items.length, newest: items[0]?.id }),
      Invocations: {
        Invocation: items.map((item) => invocationRecord(context, item, encoding, tasks.get(item.id) ?? [])),
      },
    }
  },
})

const nothing: Listing<Invocation> = { total: 0, items: [] }

/** Undefined: what is asked for is nowhere. */
async function filterIn(context: Context, input: Input<typeof fields>): Promise<InvocationFilter | undefined> {
  const { deps } = context
  const { InvokeId, CommandId, CommandName, CommandType, InstanceId, InvokeStatus } = input
  const counts = InvokeStatus ? wantedStatuses.get(InvokeStatus) : []
  // Source: beside an instance, the name and the mode do not count.
  const timing = InstanceId ? {} : timingFilter(input)
  if (!counts || !timing) return undefined
  return {
    ...timing,
    counts,
    ...(CommandId && { commandIds: [parseId(deps, 'command', CommandId) ?? 0] }),
    ...(CommandType && { types: [typeOf[CommandType]] }),
    tags: tagConditions(input.Tag, input.ResourceGroupId),
    ...(InvokeId && { ids: [parseId(deps, 'invocation', InvokeId) ?? 0] }),
    ...(InstanceId
      ? { instanceIds: await wantedInstances(context, [InstanceId]) }
      : CommandName && { commandNames: [CommandName] }),
  }
}

/** The instances of each invocation; their outputs only where the caller has narrowed the list. */
async function instancesOf(
  context: Context,
  invocations: readonly Invocation[],
  encoding: Encoding,
  { InvokeId, InstanceId, IncludeOutput }: Input<typeof fields>,
): Promise<ReadonlyMap<number, readonly Output[]>> {
  const records = new Map(invocations.map(({ id }) => [id, [] as Output[]]))
  if (records.size === 0) return records
  const { store } = context.deps
  const filter = {
    invocationIds: [...records.keys()],
    instanceIds: InstanceId ? await wantedInstances(context, [InstanceId]) : undefined,
  }
  const page = { offset: 0, limit: maxInstances }
  const { items } = await store.listTasks(context.caller.accountId, filter, page)
  const wanted = IncludeOutput && (InvokeId || InstanceId)
  const outputs = wanted ? await store.readOutputs(items.map(({ id }) => id)) : []
  for (const [index, task] of items.entries())
    records.get(task.invocationId)?.push(instanceRecord(context, task, encoding, outputs[index]))
  return records
}
