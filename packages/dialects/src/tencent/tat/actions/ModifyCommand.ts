import { type CommandChange, modifyCommand } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { base64, type Input, id, text } from '../../../spec/fields.ts'
import { authorisationCodes, deliveryCodes, parameterCodes } from '../code-groups.ts'
import { defaultsIn, filled, typeOf } from '../commands.ts'
import {
  commandConflicts,
  commandId,
  commandName,
  commandTypes,
  content,
  defaultFields,
  description,
  executionFields,
} from '../fields.ts'

const changeFields = {
  CommandName: text({ ...commandName, notEmpty: true }),
  Description: text(description),
  Content: base64(content),
  CommandType: text(commandTypes),
  ...executionFields,
  ...defaultFields,
} as const

export const ModifyCommand = defineAction({
  name: 'ModifyCommand',
  access: 'write',
  input: { CommandId: id('command', { ...commandId, required: true }), ...changeFields },
  conflicts: commandConflicts,
  errors: [
    ...parameterCodes,
    ...deliveryCodes,
    ...authorisationCodes,
    'InternalError',
    'InvalidParameter',
    'InvalidParameterValue',
    'InvalidParameterValue.CommandContentInvalid',
    'InvalidParameterValue.CommandNameDuplicated',
    'InvalidParameterValue.InvalidCommandId',
    'InvalidParameterValue.InvalidCommandName',
    'InvalidParameterValue.InvalidWorkingDirectory',
    'InvalidParameterValue.Range',
    'InvalidParameterValue.TooLong',
    'ResourceNotFound.CommandNotFound',
  ],
  run: async ({ deps, caller }, { CommandId, ...input }) => {
    await modifyCommand(deps, caller, CommandId, changeIn(input))
    return {}
  },
})

/** What is left out stays; an empty text goes back to what a new command has. */
function changeIn(input: Input<typeof changeFields>): CommandChange {
  const { CommandName, Description, CommandType, Content, Timeout, WorkingDirectory, Username } = input
  const { OutputCOSBucketUrl, OutputCOSKeyPrefix } = input
  const parameterDefaults = defaultsIn(input)
  return {
    ...(CommandName !== undefined && { name: CommandName }),
    ...(Description !== undefined && { description: Description }),
    ...(CommandType && { type: typeOf[CommandType] }),
    ...(Content && { content: filled(Content) }),
    ...(Timeout !== undefined && { timeoutSeconds: Timeout }),
    ...(WorkingDirectory !== undefined && { workingDirectory: WorkingDirectory }),
    ...(Username !== undefined && { userName: Username }),
    ...(parameterDefaults && { parameterDefaults }),
    delivery: {
      ...(OutputCOSBucketUrl !== undefined && { bucketUrl: OutputCOSBucketUrl }),
      ...(OutputCOSKeyPrefix !== undefined && { keyPrefix: OutputCOSKeyPrefix }),
    },
  }
}
