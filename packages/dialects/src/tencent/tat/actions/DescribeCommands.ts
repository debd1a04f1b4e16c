import { defineAction } from '../../../action.ts'
import { id, text } from '../../../spec/fields.ts'
import { filters } from '../../../spec/filters.ts'
import { authorisationCodes } from '../code-groups.ts'
import { commandRecord, typeOf } from '../commands.ts'
import { commandId, commandIds, page, sceneId, word } from '../fields.ts'
import { combine } from '../filters.ts'

const createdBy = { TAT: 'muster', USER: 'user' } as const

export const DescribeCommands = defineAction({
  name: 'DescribeCommands',
  access: 'read',
  input: {
    CommandIds: commandIds,
    Filters: filters(
      {
        'command-id': id('command', commandId),
        'command-name': text({}),
        'command-type': word(['SHELL', 'POWERSHELL', 'BAT']),
        'scene-id': id('scene', sceneId),
        'created-by': word(['TAT', 'USER']),
      },
      'tags',
    ),
    ...page,
  },
  conflicts: [['CommandIds', 'Filters']],
  errors: [
    ...authorisationCodes,
    'InternalError',
    'InvalidParameter',
    'InvalidParameter.ConflictParameter',
    'InvalidParameterValue',
    'InvalidParameterValue.InvalidCommandId',
    'InvalidParameterValue.InvalidFilter',
  ],
  run: async (context, { CommandIds, Filters, Limit, Offset }) => {
    const filter = {
      ids: combine(CommandIds, Filters['command-id']),
      names: Filters['command-name'],
      types: Filters['command-type']?.map((type) => typeOf[type]),
      createdBy: Filters['created-by']?.map((by) => createdBy[by]),
      scenes: Filters['scene-id'],
      tags: Filters.tags,
    }
    const { total, items } = await context.deps.store.listCommands(context.caller.accountId, filter, {
      offset: Offset,
      limit: Limit,
    })
    return { TotalCount: total, CommandSet: items.map((command) => commandRecord(context, command)) }
  },
})
