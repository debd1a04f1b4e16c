import { defineAction } from '../../../action.ts'
import { flag, text } from '../../../spec/fields.ts'
import { parseId } from '../../ids.ts'
import { encodingOf } from '../content.ts'
import { ContentEncoding, pageFields, RegionId, tagList } from '../fields.ts'
import { wantedInstances } from '../instances.ts'
import { resultRecord } from '../invocations.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { statesOfRecord } from '../states.ts'
import { tagConditions } from '../tags.ts'

export const DescribeInvocationResults = defineAction({
  name: 'DescribeInvocationResults',
  access: 'read',
  input: {
    RegionId,
    InvokeId: text({}),
    CommandId: text({}),
    InstanceId: text({}),
    InvokeRecordStatus: text({}),
    IncludeHistory: flag({ default: false }),
    ContentEncoding,
    ResourceGroupId: text({}),
    Tag: tagList('Tag', 20),
    ...pageFields,
  },
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
    const { InvokeId, CommandId, InstanceId, InvokeRecordStatus } = input
    const page = pageOf(deps, 'invocation', input)
    const filter = {
      invocationIds: InvokeId ? [parseId(deps, 'invocation', InvokeId) ?? 0] : undefined,
      commandIds: CommandId ? [parseId(deps, 'command', CommandId) ?? 0] : undefined,
      instanceIds: InstanceId ? await wantedInstances(context, [InstanceId]) : undefined,
      states: InvokeRecordStatus ? statesOfRecord(InvokeRecordStatus) : undefined,
      invocationTags: tagConditions(input.Tag, input.ResourceGroupId),
      upToInvocation: page.upTo,
    }
    const { total, items } = await deps.store.listTasks(caller.accountId, filter, page)
    const [runs, outputs] = await Promise.all([
      deps.store.findRuns(caller.accountId, [...new Set(items.map(({ invocationId }) => invocationId))]),
      deps.store.readOutputs(items.map(({ id }) => id)),
    ])
    const encoding = encodingOf(input.ContentEncoding, 'Base64')
    const records = items.flatMap((task, index) => {
      const run = runs.get(task.invocationId)
      return run ? [resultRecord(context, task, run, encoding, outputs[index])] : []
    })
    const paging = { total, items: items.length, newest: items[0]?.invocationId }
    return {
      Invocation: {
        ...pageOutput(deps, 'invocation', page, paging),
        InvocationResults: { InvocationResult: records },
      },
    }
  },
})
