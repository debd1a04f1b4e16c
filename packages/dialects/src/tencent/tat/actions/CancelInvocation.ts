import { cancelInvocation, MusterError } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id } from '../../../spec/fields.ts'
import { authorisationCodes } from '../code-groups.ts'
import { instanceIds, invocationId } from '../fields.ts'
import { wantedInstances } from '../instances.ts'

export const CancelInvocation = defineAction({
  name: 'CancelInvocation',
  access: 'write',
  input: { InvocationId: id('invocation', { ...invocationId, required: true }), InstanceIds: instanceIds },
  errors: [
    ...authorisationCodes,
    'InternalError',
    'InvalidParameter',
    'InvalidParameterValue',
    'InvalidParameterValue.InstanceIsNotRelatedToInvocation',
    'InvalidParameterValue.InvalidInstanceId',
    'InvalidParameterValue.InvalidInvocationId',
    'InvalidParameterValue.LimitExceeded',
    'InvalidParameterValue.TooLong',
    'LimitExceeded',
    'MissingParameter',
    'ResourceNotFound.InvocationNotFound',
    'UnknownParameter',
  ],
  run: async (context, { InvocationId, InstanceIds }) => {
    const instances = await wantedInstances(context, InstanceIds)
    if (instances && instances.length < (InstanceIds?.length ?? 0))
      throw new MusterError('InstanceNotInInvocation', 'An instance has no task in this invocation.')
    await cancelInvocation(context.deps, context.caller, InvocationId, instances)
    return {}
  },
})
