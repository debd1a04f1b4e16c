import { createCommand } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'
import { draftOf } from '../commands.ts'
import { commandConflicts, commandFields, commandName } from '../fields.ts'

export const CreateCommand = defineAction({
  name: 'CreateCommand',
  access: 'write',
  input: { CommandName: text({ ...commandName, required: true, notEmpty: true }), ...commandFields },
  conflicts: commandConflicts,
  errors: [
    'FailedOperation.TagOperationFailed',
    'InternalError',
    'InvalidParameter',
    'InvalidParameterValue',
    'InvalidParameterValue.CommandContentInvalid',
    'InvalidParameterValue.CommandNameDuplicated',
    'InvalidParameterValue.InvalidCommandName',
    'InvalidParameterValue.InvalidContent',
    'InvalidParameterValue.InvalidOutputCOSBucketUrl',
    'InvalidParameterValue.InvalidOutputCOSKeyPrefix',
    'InvalidParameterValue.InvalidUsername',
    'InvalidParameterValue.InvalidWorkingDirectory',
    'InvalidParameterValue.ParameterDisabled',
    'InvalidParameterValue.ParameterInvalidJsonFormat',
    'InvalidParameterValue.ParameterKeyContainsInvalidChar',
    'InvalidParameterValue.ParameterKeyDuplicated',
    'InvalidParameterValue.ParameterKeyLenExceeded',
    'InvalidParameterValue.ParameterNumberExceeded',
    'InvalidParameterValue.ParameterValueNotString',
    'InvalidParameterValue.Range',
    'InvalidParameterValue.SupportParametersOnlyIfEnableParameter',
    'InvalidParameterValue.TooLong',
    'MissingParameter',
    'ResourceNotFound.CosBucketNotFoundCode',
    'ResourceUnavailable.UserHasNoQuotaCode',
    'UnauthorizedOperation.CamAuthFailed',
    'UnauthorizedOperation.InvalidToken',
    'UnauthorizedOperation.MFAExpired',
    'UnauthorizedOperation.MFANotFound',
    'UnsupportedOperation',
  ],
  run: async ({ deps, caller }, input) => {
    const { id } = await createCommand(deps, caller, draftOf(input, input.CommandName))
    return { CommandId: deps.nativeIds.format('command', id) }
  },
})
