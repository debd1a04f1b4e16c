import { type InstanceKind, type Invocation, instanceKinds } from '@muster/core'
import { type Context, defineAction, type Output } from '../../../action.ts'
import { id } from '../../../spec/fields.ts'
import { filters } from '../../../spec/filters.ts'
import { authorisationCodes } from '../code-groups.ts'
import { commandId, invocationId, invocationIds, page, word } from '../fields.ts'
import { combine } from '../filters.ts'
import { kindName } from '../instances.ts'
import { invocationRecord } from '../invocations.ts'
import { taskStatus } from '../states.ts'

/** As many as a TAT client can start and then list on one page: 100 invocations of 200 instances. */
const maxBasicInfos = 20_000
const createdBy = { TAT: 'muster', USER: 'user' } as const
const kindsNamed = (name: 'CVM' | 'LIGHTHOUSE'): readonly InstanceKind[] =>
  instanceKinds.filter((kind) => kindName[kind] === name)

export const DescribeInvocations = defineAction({
  name: 'DescribeInvocations',
  access: 'read',
  input: {
    InvocationIds: invocationIds,
    Filters: filters(
      {
        'invocation-id': id('invocation', invocationId),
        'command-id': id('command', commandId),
        'command-created-by': word(['TAT', 'USER']),
        'instance-kind': word(['CVM', 'LIGHTHOUSE']),
      },
      'noTags',
    ),
    ...page,
  },
  conflicts: [['InvocationIds', 'Filters']],
  errors: [
    ...authorisationCodes,
    'InternalError',
    'InvalidParameter',
    'InvalidParameter.ConflictParameter',
    'InvalidParameterValue.InvalidCommandId',
    'InvalidParameterValue.InvalidFilter',
    'InvalidParameterValue.InvalidInvocationId',
    'InvalidParameterValue.LimitExceeded',
    'LimitExceeded.FilterValueExceeded',
  ],
  run: async (context, { InvocationIds, Filters, Limit, Offset }) => {
    const { deps, caller } = context
    const filter = {
      ids: combine(InvocationIds, Filters['invocation-id']),
      commandIds: Filters['command-id'],
      commandCreatedBy: Filters['command-created-by']?.map((by) => createdBy[by]),
      kinds: Filters['instance-kind']?.flatMap(kindsNamed),
    }
    const page = { offset: Offset, limit: Limit }
    const { total, items } = await deps.store.listInvocations(caller.accountId, filter, page)
    const tasks = await basicInfos(context, items)
    return {
      TotalCount: total,
      InvocationSet: items.map((invocation) => invocationRecord(context, invocation, tasks.get(invocation.id) ?? [])),
    }
  },
})

/** The tasks of each invocation, in short. */
async function basicInfos(
  context: Context,
  invocations: readonly Invocation[],
): Promise<ReadonlyMap<number, readonly Output[]>> {
  const { deps, caller } = context
  const infos = new Map(invocations.map(({ id }) => [id, [] as Output[]]))
  if (infos.size === 0) return new Map()
  const page = { offset: 0, limit: maxBasicInfos }
  const { items } = await deps.store.listTasks(caller.accountId, { invocationIds: [...infos.keys()] }, page)
  for (const { id, invocationId, instanceId, instanceKind, state } of items)
    infos.get(invocationId)?.push({
      InvocationTaskId: deps.nativeIds.format('task', id),
      TaskStatus: taskStatus[state],
      InstanceId: deps.nativeIds.formatInstance(instanceKind, instanceId),
    })
  return infos
}
