import { deleteCommands } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id, list } from '../../../spec/fields.ts'
import { commandId, ids } from '../fields.ts'

export const DeleteCommands = defineAction({
  name: 'DeleteCommands',
  access: 'write',
  input: { CommandIds: list(id('command', commandId), { maxItems: ids, required: true }) },
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
  run: async ({ deps, caller }, { CommandIds }) => {
    await deleteCommands(deps, caller, CommandIds)
    return {}
  },
})
