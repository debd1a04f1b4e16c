import { isFolder, sendFile } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { flag, list, text } from '../../../spec/fields.ts'
import { once } from '../../act.ts'
import { formatId } from '../../ids.ts'
import { tagCodes, tokenCodes } from '../code-groups.ts'
import { defaultTimeoutSeconds } from '../commands.ts'
import { ClientToken, mandatory, RegionId, Timeout, tagList } from '../fields.ts'
import { contentTypes, encodings, fileContent, usual } from '../files.ts'
import { resolveTargets } from '../instances.ts'
import { ecsExecution, overridesIn } from '../invocations.ts'
import { tagsIn } from '../tags.ts'

/** A user or group of the hosts. */
const holder = (code: string) =>
  text({
    maxCharacters: 64,
    matches: { test: (name) => /^[^\s:/\p{Cc}-][^\s:/\p{Cc}]*$/u.test(name), must: 'be the name of one' },
    codes: { tooLong: [code], value: [code] },
  })

export const SendFile = defineAction({
  name: 'SendFile',
  access: 'write',
  input: {
    RegionId,
    // A host says whether it can have a file of this name.
    Name: text({
      ...mandatory('Name'),
      maxCharacters: 255,
      matches: { test: (name) => !name.includes('\0'), must: 'hold no zero byte' },
      codes: { missing: ['MissingName'], tooLong: ['FileName.ExceedLimit'] },
    }),
    Description: text({ maxCharacters: 512, codes: { tooLong: ['FileDesc.ExceedLimit'] } }),
    TargetDir: text({
      ...mandatory('TargetDir'),
      maxCharacters: 255,
      matches: { test: isFolder, must: 'be an absolute path without ..' },
      codes: {
        missing: ['MissingTargetDir'],
        tooLong: ['FileTargetDir.Invalid'],
        value: ['FileTargetDir.Invalid'],
      },
    }),
    Content: text(mandatory('Content')),
    ContentType: text({ oneOf: contentTypes, codes: { value: ['FileContentType.Invalid'] } }),
    FileMode: text({
      matches: { test: (mode) => /^0?[0-7]{3}$|^[0-7]{4}$/.test(mode), must: 'be octal, as 0644' },
      codes: { value: ['FileMode.Invalid'] },
    }),
    FileOwner: holder('InvalidParameter.FileOwner'),
    FileGroup: holder('InvalidParameter.FileGroup'),
    Overwrite: flag({ default: false }),
    Timeout,
    InstanceId: list(text({}), { maxItems: 50, codes: { tooMany: ['InstanceIds.ExceedLimit'] } }),
    ResourceGroupId: text({}),
    Tag: tagList('Tag', 20),
    ClientToken,
  },
  errors: [
    ...tagCodes,
    ...tokenCodes,
    'FileContent.DecodeError',
    'FileContentType.Invalid',
    'FileDesc.ExceedLimit',
    'FileMode.Invalid',
    'FileName.ExceedLimit',
    'FileSize.ExceedLimit',
    'FileTargetDir.Invalid',
    'InstanceIds.ExceedLimit',
    'InvalidInstance.NotFound',
    'InvalidParameter.FileGroup',
    'InvalidParameter.FileOwner',
    'InvalidResourceGroup.NotFound',
    'InvalidTimeout.ExceedLimit',
    'MissingParam.InstanceId',
  ],
  run: async (context, input) => {
    const { id } = await once(context, 'SendFile', input, async (deps) => {
      const { Name, TargetDir, ContentType = 'PlainText', Description = '' } = input
      const { timeoutSeconds = defaultTimeoutSeconds } = overridesIn(input, { timeoutSeconds: defaultTimeoutSeconds })
      return sendFile(deps, context.caller, {
        file: {
          name: Name,
          folder: TargetDir,
          mode: input.FileMode || usual.mode,
          owner: input.FileOwner ?? '',
          group: input.FileGroup ?? '',
          existing: input.Overwrite ? 'replace' : 'keep',
          encoding: encodings[ContentType],
        },
        content: fileContent(input.Content, ContentType),
        description: Description,
        timeoutSeconds,
        instances: await resolveTargets(context, input),
        away: ecsExecution.away,
        tags: tagsIn(input.Tag, input.ResourceGroupId),
      })
    })
    return { InvokeId: formatId(context.deps, 'file', id) }
  },
})
