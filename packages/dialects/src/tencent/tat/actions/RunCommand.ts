import { startInvocation } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { flag, parameters, text } from '../../../spec/fields.ts'
import { Violation } from '../../../spec/violations.ts'
import { authorisationCodes, deliveryCodes, hostCodes, parameterCodes } from '../code-groups.ts'
import { draftOf } from '../commands.ts'
import { commandConflicts, commandFields, commandName, targetIds } from '../fields.ts'
import { resolveTargets } from '../instances.ts'
import { tatExecution } from '../invocations.ts'

export const RunCommand = defineAction({
  name: 'RunCommand',
  access: 'write',
  input: {
    InstanceIds: targetIds,
    CommandName: text({ ...commandName, default: '' }),
    SaveCommand: flag({ default: false }),
    Parameters: parameters({}),
    ...commandFields,
  },
  conflicts: commandConflicts,
  errors: [
    ...hostCodes,
    ...parameterCodes,
    ...deliveryCodes,
    ...authorisationCodes,
    'InternalError',
    'InvalidParameter',
    'InvalidParameter.InvalidUsername',
    'InvalidParameter.ParameterNameDuplicated',
    'InvalidParameterValue',
    'InvalidParameterValue.CommandContentInvalid',
    'InvalidParameterValue.CommandNameDuplicated',
    'InvalidParameterValue.InvalidCommandName',
    'InvalidParameterValue.InvalidContent',
    'InvalidParameterValue.InvalidUsername',
    'InvalidParameterValue.InvalidWorkingDirectory',
    'InvalidParameterValue.LackOfParameterInfo',
    'InvalidParameterValue.LimitExceeded',
    'InvalidParameterValue.ParameterDisabled',
    'InvalidParameterValue.Range',
    'InvalidParameterValue.TooLong',
    'MissingParameter',
    'ResourceUnavailable.UserHasNoQuotaCode',
    'UnauthorizedOperation.AssumeRoleUnauthorized',
  ],
  run: async (context, input) => {
    const { deps, caller } = context
    const { SaveCommand: saved, CommandName: name, Tags: tags } = input
    if (saved && name === '') throw new Violation('missing', 'A command that is saved needs a CommandName.')
    if (!saved && tags) throw new Violation('conflict', 'Tags are for saved commands: set SaveCommand or send no Tags.')
    const { id, commandId } = await startInvocation(deps, caller, {
      ...tatExecution,
      command: { draft: draftOf(input, name), saved },
      instances: await resolveTargets(context, input.InstanceIds),
      parameters: input.Parameters,
      overrides: {},
    })
    return {
      CommandId: deps.nativeIds.format('command', commandId),
      InvocationId: deps.nativeIds.format('invocation', id),
    }
  },
})
