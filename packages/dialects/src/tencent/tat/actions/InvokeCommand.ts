import { findCommand, startInvocation } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id, parameters } from '../../../spec/fields.ts'
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
    'FailedOperation.CVMError',
    'FailedOperation.LighthouseError',
    'InternalError',
    'InvalidParameter',
    'InvalidParameter.InvalidUsername',
    'InvalidParameterValue',
    'InvalidParameterValue.AgentUnsupportedCommandType',
    'InvalidParameterValue.InconsistentInstance',
    'InvalidParameterValue.InvalidCommandId',
    'InvalidParameterValue.InvalidInstanceId',
    'InvalidParameterValue.InvalidOutputCOSBucketUrl',
    'InvalidParameterValue.InvalidOutputCOSKeyPrefix',
    'InvalidParameterValue.InvalidWorkingDirectory',
    'InvalidParameterValue.LackOfParameterInfo',
    'InvalidParameterValue.LimitExceeded',
    'InvalidParameterValue.ParameterDisabled',
    'InvalidParameterValue.ParameterInvalidJsonFormat',
    'InvalidParameterValue.ParameterKeyContainsInvalidChar',
    'InvalidParameterValue.ParameterKeyDuplicated',
    'InvalidParameterValue.ParameterKeyLenExceeded',
    'InvalidParameterValue.ParameterNumberExceeded',
    'InvalidParameterValue.ParameterValueNotString',
    'InvalidParameterValue.SupportParametersOnlyIfEnableParameter',
    'OperationDenied',
    'ResourceNotFound.CommandNotFound',
    'ResourceNotFound.CosBucketNotFoundCode',
    'ResourceNotFound.InstanceNotFound',
    'ResourceNotFound.RoleNotFound',
    'ResourceUnavailable',
    'ResourceUnavailable.AgentNotInstalled',
    'ResourceUnavailable.AgentStatusNotOnline',
    'ResourceUnavailable.InstanceStateNotRunning',
    'ResourceUnavailable.LighthouseUnsupportedRegion',
    'UnauthorizedOperation.CamAuthFailed',
    'UnauthorizedOperation.InvalidToken',
    'UnauthorizedOperation.MFAExpired',
    'UnauthorizedOperation.MFANotFound',
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
