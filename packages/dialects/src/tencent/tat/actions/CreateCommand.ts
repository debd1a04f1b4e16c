import { createCommand } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'
import { authorisationCodes, deliveryCodes, parameterCodes } from '../code-groups.ts'
import { draftOf } from '../commands.ts'
import { commandConflicts, commandFields, commandName } from '../fields.ts'

export const CreateCommand = defineAction({
  name: 'CreateCommand',
  access: 'write',
  input: { CommandName: text({ ...commandName, required: true, notEmpty: true }), ...commandFields },
  conflicts: commandConflicts,
  errors: [
    ...parameterCodes,
    ...deliveryCodes,
    ...authorisationCodes,
    'FailedOperation.TagOperationFailed',
    'InternalError',
    'InvalidParameter',
    'InvalidParameterValue',
    'InvalidParameterValue.CommandContentInvalid',
    'InvalidParameterValue.CommandNameDuplicated',
    'InvalidParameterValue.InvalidCommandName',
    'InvalidParameterValue.InvalidContent',
    'InvalidParameterValue.InvalidUsername',
    'InvalidParameterValue.InvalidWorkingDirectory',
    'InvalidParameterValue.ParameterDisabled',
    'InvalidParameterValue.Range',
    'InvalidParameterValue.TooLong',
    'MissingParameter',
    'ResourceUnavailable.UserHasNoQuotaCode',
    'UnsupportedOperation',
  ],
  run: async ({ deps, caller }, input) => {
    const { id } = await createCommand(deps, caller, draftOf(input, input.CommandName))
    return { CommandId: deps.nativeIds.format('command', id) }
  },
})
