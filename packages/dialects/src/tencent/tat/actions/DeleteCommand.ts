import { deleteCommands } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id } from '../../../spec/fields.ts'
import { commandId } from '../fields.ts'

export const DeleteCommand = defineAction({
  name: 'DeleteCommand',
  access: 'write',
  input: { CommandId: id('command', { ...commandId, required: true }) },
  errors: [
    'InternalError',
    'InvalidParameterValue',
    'InvalidParameterValue.InvalidCommandId',
    'ResourceNotFound.CommandNotFound',
    'ResourceUnavailable.CommandInExecuting',
    'ResourceUnavailable.CommandInInvoker',
    'UnauthorizedOperation.CamAuthFailed',
    'UnauthorizedOperation.InvalidToken',
    'UnauthorizedOperation.MFAExpired',
    'UnauthorizedOperation.MFANotFound',
  ],
  run: async ({ deps, caller }, { CommandId }) => {
    await deleteCommands(deps, caller, [CommandId])
    return {}
  },
})
