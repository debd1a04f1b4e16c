import { modifyCommand } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'
import { commandCodes } from '../code-groups.ts'
import { commandNamed, directoryIn } from '../commands.ts'
import { CommandId, commandName, Description, RegionId, Timeout, WorkingDir } from '../fields.ts'
import { checkedLauncher, Launcher } from '../options.ts'

/** Source: the script and its type stay what they were, whatever the caller sends. */
export const ModifyCommand = defineAction({
  name: 'ModifyCommand',
  access: 'write',
  input: { RegionId, CommandId, Name: text(commandName), Description, WorkingDir, Timeout, Launcher },
  errors: [
    ...commandCodes,
    'CmdContent.ExceedLimit',
    'CmdName.Readonly',
    'InvalidCmdId.NotFound',
    'InvalidLauncher.LengthLimitExceeded',
    'InvalidParameter.WorkingDir',
    'InvalidTimeout.ExceedLimit',
  ],
  run: async (context, input) => {
    const { CommandId, Name, Description: description, WorkingDir, Timeout, Launcher } = input
    const { id } = await commandNamed(context, CommandId)
    const change = {
      ...(Name && { name: Name }),
      ...(description !== undefined && { description }),
      ...(WorkingDir !== undefined && { workingDirectory: directoryIn(WorkingDir) }),
      ...(Launcher !== undefined && { launcher: checkedLauncher(Launcher) }),
      ...(Timeout !== undefined && { timeoutSeconds: Timeout }),
    }
    await modifyCommand(context.deps, context.caller, id, change, 'free')
    return {}
  },
})
