import type { ListedTask, Page, TaskFilter } from '@muster/core'
import { type Context, defineAction } from '../../../action.ts'
import { flag, text } from '../../../spec/fields.ts'
import { parseId } from '../../ids.ts'
import { pageCodes, tagCodes } from '../code-groups.ts'
import { encodingOf } from '../content.ts'
import { ContentEncoding, pageFields, RegionId, tagList } from '../fields.ts'
import { wantedInstances } from '../instances.ts'
import { resultRecord } from '../invocations.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { firedParts, type Part, partsOf } from '../parts.ts'
import { statesOfRecord } from '../states.ts'
import { tagConditions } from '../tags.ts'

/** Of one invocation. */
const maxInstances = 200

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
  errors: [...tagCodes, ...pageCodes],
  run: async (context, input) => {
    const { deps } = context
    const { InvokeId, CommandId, InstanceId, InvokeRecordStatus, IncludeHistory } = input
    const page = pageOf(deps, 'invocation', input)
    const filter = {
      invocationIds: InvokeId ? [parseId(deps, 'invocation', InvokeId) ?? 0] : undefined,
      commandIds: CommandId ? [parseId(deps, 'command', CommandId) ?? 0] : undefined,
      instanceIds: InstanceId ? await wantedInstances(context, [InstanceId]) : undefined,
      states: InvokeRecordStatus ? statesOfRecord(InvokeRecordStatus) : undefined,
      invocationTags: tagConditions(input.Tag, input.ResourceGroupId),
      upToInvocation: page.upTo,
      sendsFile: [false],
    }
    const { total, parts } =
      IncludeHistory && InvokeId ? await history(context, filter, page) : await present(context, filter, page)
    const runs = await runsOf(
      context,
      parts.map(({ task }) => task),
    )
    const encoding = encodingOf(input.ContentEncoding, 'Base64')
    const records = parts.flatMap((part) => {
      const run = runs.get(part.task.invocationId)
      return run ? [resultRecord(context, part, run, encoding)] : []
    })
    const paging = { total, items: parts.length, newest: parts[0]?.task.invocationId }
    return {
      Invocation: {
        ...pageOutput(deps, 'invocation', page, paging),
        InvocationResults: { InvocationResult: records },
      },
    }
  },
})

interface Parts {
  readonly total: number
  readonly parts: readonly Part[]
}

const runsOf = ({ deps, caller }: Context, tasks: readonly ListedTask[]) =>
  deps.store.findRuns(caller.accountId, [...new Set(tasks.map(({ invocationId }) => invocationId))])

async function present(context: Context, filter: TaskFilter, page: Page): Promise<Parts> {
  const { total, items } = await context.deps.store.listTasks(context.caller.accountId, filter, page)
  return { total, parts: await partsOf(context, items, await runsOf(context, items), 'with outputs') }
}

/** Every firing of what runs again by itself; of what was run once, that. */
async function history(context: Context, filter: TaskFilter, page: Page): Promise<Parts> {
  const { deps, caller } = context
  const { items } = await deps.store.listTasks(caller.accountId, filter, { offset: 0, limit: maxInstances })
  const firings = await deps.store.listFirings(
    items.map(({ id }) => id),
    page,
  )
  if (firings.total === 0) return present(context, filter, page)
  return { total: firings.total, parts: await firedParts(context, items, firings.items) }
}
