import { deleteCommands } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id } from '../../../spec/fields.ts'
import { authorisationCodes, deletionCodes } from '../code-groups.ts'
import { commandId } from '../fields.ts'

export const DeleteCommand = defineAction({
  name: 'DeleteCommand',
  access: 'write',
  input: { CommandId: id('command', { ...commandId, required: true }) },
  errors: [...deletionCodes, ...authorisationCodes, 'InternalError', 'InvalidParameterValue'],
  run: async ({ deps, caller }, { CommandId }) => {
    await deleteCommands(deps, caller, [CommandId])
    return {}
  },
})
