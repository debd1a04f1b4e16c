import type { CommandFilter } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { flag, text } from '../../../spec/fields.ts'
import { parseId } from '../../ids.ts'
import { pageCodes, tagCodes } from '../code-groups.ts'
import { commandRecord, publicProvider, typeOf } from '../commands.ts'
import { encodingOf } from '../content.ts'
import { ContentEncoding, commandTypes, pageFields, RegionId, tagList } from '../fields.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { patternIn } from '../patterns.ts'
import { tagConditions } from '../tags.ts'

export const DescribeCommands = defineAction({
  name: 'DescribeCommands',
  access: 'read',
  input: {
    RegionId,
    CommandId: text({}),
    Name: text({ maxCharacters: 130, codes: { tooLong: ['InvalidName.LengthLimitExceeded'] } }),
    Description: text({ maxCharacters: 514, codes: { tooLong: ['InvalidDescription.LengthLimitExceeded'] } }),
    Type: text({ oneOf: commandTypes, codes: { value: ['InvalidCommandType.NotFound'] } }),
    Provider: text({ default: '' }),
    Latest: flag({ default: false }),
    ContentEncoding,
    ResourceGroupId: text({}),
    Tag: tagList('Tag', 20),
    ...pageFields,
  },
  errors: [
    ...tagCodes,
    ...pageCodes,
    'InvalidCommandType.NotFound',
    'InvalidDescription.LengthLimitExceeded',
    'InvalidName.LengthLimitExceeded',
  ],
  run: async (context, input) => {
    const { deps, caller } = context
    const page = pageOf(deps, 'command', input)
    const filter: CommandFilter = {
      ids: input.CommandId ? [parseId(deps, 'command', input.CommandId) ?? 0] : undefined,
      name: patternIn(input.Name),
      description: patternIn(input.Description),
      types: input.Type && [typeOf[input.Type]],
      createdBy: createdBy(input.Provider),
      tags: tagConditions(input.Tag, input.ResourceGroupId),
      upTo: page.upTo,
    }
    const { total, items } = await deps.store.listCommands(caller.accountId, filter, page)
    const ids = items.map(({ id }) => id)
    const times = await deps.store.countInvocations(caller.accountId, ids)
    const encoding = encodingOf(input.ContentEncoding, 'Base64')
    const records = items.map((command) => commandRecord(context, command, encoding, times.get(command.id) ?? 0))
    return {
      ...pageOutput(deps, 'command', page, { total, items: items.length, newest: ids[0] }),
      Commands: { Command: records },
    }
  },
})

/** Source: a provider, or the first part of its name, is for public commands; without one a caller sees its own. */
function createdBy(provider: string): NonNullable<CommandFilter['createdBy']> {
  if (provider === '') return ['user']
  return publicProvider.startsWith(provider) ? ['muster'] : []
}
