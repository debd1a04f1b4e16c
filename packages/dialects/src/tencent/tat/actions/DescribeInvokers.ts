import { defineAction } from '../../../action.ts'
import { id } from '../../../spec/fields.ts'
import { filters } from '../../../spec/filters.ts'
import { commandId, invokerId, invokerIds, page, word } from '../fields.ts'
import { combine } from '../filters.ts'
import { invokerRecord } from '../invokers.ts'

export const DescribeInvokers = defineAction({
  name: 'DescribeInvokers',
  access: 'read',
  input: {
    InvokerIds: invokerIds,
    Filters: filters(
      {
        'invoker-id': id('schedule', invokerId),
        'command-id': id('command', commandId),
        // There is one type, and clients in use write its filter in two ways: neither leaves anything out.
        'invoker-type': word(['SCHEDULE']),
        type: word(['SCHEDULE']),
      },
      'noTags',
    ),
    ...page,
  },
  conflicts: [['InvokerIds', 'Filters']],
  errors: [
    'AuthFailure',
    'InvalidParameter.ConflictParameter',
    'InvalidParameterValue',
    'InvalidParameterValue.InconsistentID',
    'InvalidParameterValue.InvalidFilter',
    'InvalidParameterValue.InvalidInvokerId',
    'InvalidParameterValue.LimitExceeded',
    'InvalidParameterValue.TooLarge',
    'InvalidParameterValue.TooSmall',
  ],
  run: async (context, { InvokerIds, Filters, Limit, Offset }) => {
    const filter = {
      ids: combine(InvokerIds, Filters['invoker-id']),
      commandIds: Filters['command-id'],
    }
    const { store } = context.deps
    const account = context.caller.accountId
    const { total, items } = await store.listSchedules(account, filter, { offset: Offset, limit: Limit })
    const kinds = await store.instanceKinds(
      account,
      items.flatMap(({ instanceIds }) => instanceIds),
    )
    return { TotalCount: total, InvokerSet: items.map((schedule) => invokerRecord(context, schedule, kinds)) }
  },
})
