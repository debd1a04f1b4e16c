import { findCommand, startInvocation } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id, parameters } from '../../../spec/fields.ts'
import { authorisationCodes, deliveryCodes, hostCodes, parameterCodes } from '../code-groups.ts'
import { commandId, executionFields, targetIds } from '../fields.ts'
import { resolveTargets } from '../instances.ts'
import { overridesIn, tatExecution } from '../invocations.ts'

export const InvokeCommand = defineAction({
  name: 'InvokeCommand',
  access: 'write',
  input: {
    CommandId: id('command', { ...commandId, required: true }),
    InstanceIds: targetIds,
    Parameters: parameters({}),
    ...executionFields,
  },
  errors: [
    ...hostCodes,
    ...parameterCodes,
    ...deliveryCodes,
    ...authorisationCodes,
    'InternalError',
    'InvalidParameter',
    'InvalidParameter.InvalidUsername',
    'InvalidParameterValue',
    'InvalidParameterValue.InvalidCommandId',
    'InvalidParameterValue.InvalidWorkingDirectory',
    'InvalidParameterValue.LackOfParameterInfo',
    'InvalidParameterValue.LimitExceeded',
    'InvalidParameterValue.ParameterDisabled',
    'ResourceNotFound.CommandNotFound',
    'UnauthorizedOperation.NeedApproval',
  ],
  run: async (context, input) => {
    const { deps, caller } = context
    const command = await findCommand(deps, caller, input.CommandId)
    const { id } = await startInvocation(deps, caller, {
      ...tatExecution,
      command,
      instances: await resolveTargets(context, input.InstanceIds),
      parameters: input.Parameters,
      overrides: overridesIn(input, command),
    })
    return { InvocationId: deps.nativeIds.format('invocation', id) }
  },
})
