import { cancelInvocation, MusterError } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { list, text } from '../../../spec/fields.ts'
import { InvokeId, RegionId } from '../fields.ts'
import { wantedInstances } from '../instances.ts'
import { invocationNamed } from '../invocations.ts'

export const StopInvocation = defineAction({
  name: 'StopInvocation',
  access: 'write',
  input: {
    RegionId,
    InvokeId,
    InstanceId: list(text({}), { maxItems: 50, codes: { tooMany: ['InstanceIds.ExceedLimit'] } }),
  },
  errors: ['InstanceIds.ExceedLimit', 'InvalidInstanceId.NotFound', 'InvalidInvokeId.NotFound'],
  run: async (context, { InvokeId, InstanceId }) => {
    const { id } = await invocationNamed(context, InvokeId)
    const instances = await wantedInstances(context, InstanceId)
    if (instances && instances.length < (InstanceId?.length ?? 0))
      throw new MusterError('InstanceNotInInvocation', 'An instance has no part in this invocation.')
    await cancelInvocation(context.deps, context.caller, id, instances)
    return {}
  },
})
