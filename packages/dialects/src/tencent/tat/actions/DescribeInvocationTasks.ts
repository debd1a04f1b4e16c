import { deliveriesOf } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { flag, id, instanceId } from '../../../spec/fields.ts'
import { filters } from '../../../spec/filters.ts'
import { authorisationCodes } from '../code-groups.ts'
import { anyInstanceId, commandId, invocationId, page, taskId, taskIds } from '../fields.ts'
import { combine } from '../filters.ts'
import { wantedInstances } from '../instances.ts'
import { commandDocument, taskRecord } from '../invocations.ts'

export const DescribeInvocationTasks = defineAction({
  name: 'DescribeInvocationTasks',
  access: 'read',
  input: {
    InvocationTaskIds: taskIds,
    Filters: filters(
      {
        'invocation-task-id': id('task', taskId),
        'invocation-id': id('invocation', invocationId),
        'instance-id': instanceId(anyInstanceId),
        'command-id': id('command', commandId),
      },
      'noTags',
    ),
    ...page,
    HideOutput: flag({ default: true }),
  },
  conflicts: [['InvocationTaskIds', 'Filters']],
  errors: [
    ...authorisationCodes,
    'InternalError',
    'InvalidParameter',
    'InvalidParameter.ConflictParameter',
    'InvalidParameterValue',
    'InvalidParameterValue.InvalidCommandId',
    'InvalidParameterValue.InvalidFilter',
    'InvalidParameterValue.InvalidInstanceId',
    'InvalidParameterValue.InvalidInvocationId',
    'InvalidParameterValue.InvalidInvocationTaskId',
    'UnsupportedOperation',
  ],
  run: async (context, { InvocationTaskIds, Filters, Limit, Offset, HideOutput }) => {
    const { store } = context.deps
    const account = context.caller.accountId
    const filter = {
      ids: combine(InvocationTaskIds, Filters['invocation-task-id']),
      invocationIds: Filters['invocation-id'],
      instanceIds: await wantedInstances(context, Filters['instance-id']),
      commandIds: Filters['command-id'],
    }
    const { total, items } = await store.listTasks(account, filter, { offset: Offset, limit: Limit })
    if (items.length === 0) return { TotalCount: total, InvocationTaskSet: [] }
    const ids = [...new Set(items.map(({ invocationId }) => invocationId))]
    const [found, outputs, deliveries] = await Promise.all([
      store.findRuns(account, ids),
      HideOutput ? [] : store.readOutputs(items.map(({ id }) => id)),
      deliveriesOf(store, items),
    ])
    const runs = new Map([...found].map(([id, run]) => [id, { run, document: commandDocument(run) }]))
    const records = items.flatMap((task, index) => {
      const known = runs.get(task.invocationId)
      return known
        ? [taskRecord(context, task, known, { output: outputs[index], delivery: deliveries.get(task.id) })]
        : []
    })
    return { TotalCount: total, InvocationTaskSet: records }
  },
})
