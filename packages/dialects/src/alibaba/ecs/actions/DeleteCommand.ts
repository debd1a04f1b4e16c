import { deleteCommands } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { commandNamed } from '../commands.ts'
import { CommandId, RegionId } from '../fields.ts'

export const DeleteCommand = defineAction({
  name: 'DeleteCommand',
  access: 'write',
  input: { RegionId, CommandId },
  errors: ['InvalidCmdId.NotFound', 'InvalidStatus.CmdIdInUse'],
  run: async (context, { CommandId }) => {
    const { id } = await commandNamed(context, CommandId)
    await deleteCommands(context.deps, context.caller, [id])
    return {}
  },
})
