import { deleteCommands } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id, list } from '../../../spec/fields.ts'
import { authorisationCodes, deletionCodes } from '../code-groups.ts'
import { commandId, ids } from '../fields.ts'

export const DeleteCommands = defineAction({
  name: 'DeleteCommands',
  access: 'write',
  input: { CommandIds: list(id('command', commandId), { maxItems: ids, required: true }) },
  errors: [...deletionCodes, ...authorisationCodes, 'InternalError', 'InvalidParameterValue'],
  run: async ({ deps, caller }, { CommandIds }) => {
    await deleteCommands(deps, caller, CommandIds)
    return {}
  },
})
