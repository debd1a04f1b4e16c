import type { Invocation, InvocationFilter, Listing } from '@muster/core'
import { type Context, defineAction } from '../../../action.ts'
import { flag, type Input, text } from '../../../spec/fields.ts'
import { parseId } from '../../ids.ts'
import { pageCodes, tagCodes } from '../code-groups.ts'
import { typeOf } from '../commands.ts'
import { encodingOf } from '../content.ts'
import { ContentEncoding, commandTypes, pageFields, RegionId, tagList } from '../fields.ts'
import { wantedInstances } from '../instances.ts'
import { invocationRecord } from '../invocations.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { type Part, partsOf } from '../parts.ts'
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
  errors: [...tagCodes, ...pageCodes],
  run: async (context, input) => {
    const { deps, caller } = context
    const page = pageOf(deps, 'invocation', input)
    const filter = await filterIn(context, input)
    const { total, items } = filter
      ? await deps.store.listInvocations(caller.accountId, { ...filter, upTo: page.upTo }, page)
      : nothing
    const encoding = encodingOf(input.ContentEncoding, 'Base64')
    const parts = await partsIn(context, items, input)
    return {
      ...pageOutput(deps, 'invocation', page, { total, items: items.length, newest: items[0]?.id }),
      Invocations: {
        Invocation: items.map((item) => invocationRecord(context, item, encoding, parts.get(item.id) ?? [])),
      },
    }
  },
})

const nothing: Listing<Invocation> = { total: 0, items: [] }

/** Undefined: what is asked for is nowhere. */
async function filterIn(context: Context, input: Input<typeof fields>): Promise<InvocationFilter | undefined> {
  const { deps } = context
  const { InvokeId, CommandId, CommandName, CommandType, InstanceId, InvokeStatus } = input
  if (InvokeStatus === 'Scheduled') return filterIn(context, { ...input, InvokeStatus: 'Running', Timed: true })
  const counts = InvokeStatus ? wantedStatuses.get(InvokeStatus) : []
  // Source: beside an instance, the name and the mode do not count.
  if (!counts) return undefined
  return {
    ...(InstanceId ? {} : timingFilter(input)),
    counts,
    sendsFile: [false],
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
async function partsIn(
  context: Context,
  invocations: readonly Invocation[],
  { InvokeId, InstanceId, IncludeOutput }: Input<typeof fields>,
): Promise<ReadonlyMap<number, readonly Part[]>> {
  if (invocations.length === 0) return new Map()
  const byId = new Map(invocations.map((invocation) => [invocation.id, invocation]))
  const filter = {
    invocationIds: [...byId.keys()],
    instanceIds: InstanceId ? await wantedInstances(context, [InstanceId]) : undefined,
  }
  const { items } = await context.deps.store.listTasks(context.caller.accountId, filter, {
    offset: 0,
    limit: maxInstances,
  })
  const wanted = IncludeOutput && (InvokeId || InstanceId)
  const parts = await partsOf(context, items, byId, wanted ? 'with outputs' : 'without outputs')
  return Map.groupBy(parts, ({ task }) => task.invocationId)
}
