import { createCommand } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'
import { once } from '../../act.ts'
import { formatId } from '../../ids.ts'
import { commandCodes, scriptCodes } from '../code-groups.ts'
import { draftOf } from '../commands.ts'
import {
  ClientToken,
  CommandContent,
  ContentEncoding,
  commandName,
  Description,
  EnableParameter,
  mandatory,
  RegionId,
  Timeout,
  Type,
  tagList,
  WorkingDir,
} from '../fields.ts'
import { refuseUnknownGroup } from '../instances.ts'
import { Launcher } from '../options.ts'

export const CreateCommand = defineAction({
  name: 'CreateCommand',
  access: 'write',
  input: {
    RegionId,
    ClientToken,
    Name: text({ ...commandName, required: true, codes: { ...commandName.codes, ...mandatory('Name').codes } }),
    Description,
    Type,
    CommandContent,
    ContentEncoding,
    WorkingDir,
    Timeout,
    EnableParameter,
    Launcher,
    ResourceGroupId: text({}),
    Tag: tagList('Tag', 20),
  },
  errors: [
    ...scriptCodes,
    ...commandCodes,
    'CmdContent.ExceedLimit',
    'InvalidLauncher.LengthLimitExceeded',
    'InvalidParameter.WorkingDir',
    'InvalidResourceGroup.NotFound',
    'InvalidStatus.ResourceGroup',
    'InvalidTimeout.ExceedLimit',
  ],
  run: async (context, input) => {
    const { id } = await once(context, 'CreateCommand', input, async (deps) => {
      if (input.ResourceGroupId) await refuseUnknownGroup(context, input.ResourceGroupId)
      return createCommand(deps, context.caller, draftOf(input, 'Base64'), 'free')
    })
    return { CommandId: formatId(context.deps, 'command', id) }
  },
})
