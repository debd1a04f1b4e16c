import { findCommand, previewContent } from '@muster/core'
import { type Context, defineAction } from '../../../action.ts'
import { base64, id, parameters } from '../../../spec/fields.ts'
import { Violation } from '../../../spec/violations.ts'
import { authorisationCodes, parameterCodes } from '../code-groups.ts'
import { filled } from '../commands.ts'
import { commandId, content } from '../fields.ts'

export const PreviewReplacedCommandContent = defineAction({
  name: 'PreviewReplacedCommandContent',
  access: 'read',
  input: { Parameters: parameters({}), CommandId: id('command', commandId), Content: base64(content) },
  conflicts: [['CommandId', 'Content']],
  errors: [
    ...parameterCodes,
    ...authorisationCodes,
    'InvalidParameter.ConflictParameter',
    'InvalidParameter.ParameterNameDuplicated',
    'InvalidParameterValue.CommandContentInvalid',
    'InvalidParameterValue.CommandNameDuplicated',
    'InvalidParameterValue.InvalidCommandId',
    'InvalidParameterValue.LackOfParameterInfo',
    'InvalidParameterValue.LackOfParameters',
    'InvalidParameterValue.ParameterDisabled',
    'InvalidParameterValue.Range',
    'ResourceNotFound.CommandNotFound',
  ],
  run: async (context, { CommandId, Content, Parameters }) => {
    const preview = previewContent(await scriptOf(context, CommandId, Content), Parameters)
    return { ReplacedContent: Buffer.from(preview).toString('base64') }
  },
})

async function scriptOf({ deps, caller }: Context, command: number | undefined, script: Uint8Array | undefined) {
  if (command !== undefined) return findCommand(deps, caller, command)
  if (!script) throw new Violation('missing', 'Send the CommandId of a stored command, or a script as Content.')
  return { content: filled(script), parametersEnabled: true, parameterDefaults: [] }
}
