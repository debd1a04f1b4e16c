import { defineAction } from '../../../action.ts'
import { invokerIds, page } from '../fields.ts'
import { fireRecord } from '../invokers.ts'

export const DescribeInvokerRecords = defineAction({
  name: 'DescribeInvokerRecords',
  access: 'read',
  input: { InvokerIds: invokerIds, ...page },
  errors: [
    'AuthFailure',
    'InvalidParameterValue',
    'InvalidParameterValue.InconsistentID',
    'InvalidParameterValue.InvalidInvokerId',
    'InvalidParameterValue.TooLarge',
    'InvalidParameterValue.TooLong',
    'InvalidParameterValue.TooSmall',
    'UnsupportedOperation',
  ],
  run: async (context, { InvokerIds, Limit, Offset }) => {
    const { store } = context.deps
    const { accountId } = context.caller
    const filter = { scheduleIds: InvokerIds }
    const { total, items } = await store.listFires(accountId, filter, { offset: Offset, limit: Limit })
    const ids = items.flatMap(({ invocationId }) => invocationId ?? [])
    const invocations = await store.listInvocations(accountId, { ids }, { offset: 0, limit: ids.length })
    const byId = new Map(invocations.items.map((invocation) => [invocation.id, invocation]))
    return {
      TotalCount: total,
      InvokerRecordSet: items.map((fire) => fireRecord(context, fire, byId.get(fire.invocationId ?? 0))),
    }
  },
})
