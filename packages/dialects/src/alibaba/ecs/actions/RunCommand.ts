import { defineAction } from '../../../action.ts'
import { flag, text } from '../../../spec/fields.ts'
import { once } from '../../act.ts'
import { formatId } from '../../ids.ts'
import { commandCodes, runCodes, scriptCodes, tokenCodes } from '../code-groups.ts'
import { draftOf } from '../commands.ts'
import { deliveryIn } from '../delivery.ts'
import {
  CommandContent,
  ContentEncoding,
  commandName,
  Description,
  EnableParameter,
  RegionId,
  runFields,
  Type,
  tagList,
} from '../fields.ts'
import { resolveTargets } from '../instances.ts'
import { ecsExecution, overridesIn, terminationOf } from '../invocations.ts'
import { optionFields, runtimeIn } from '../options.ts'
import { givenValues } from '../parameters.ts'
import { start, timingOf } from '../repeat.ts'

export const RunCommand = defineAction({
  name: 'RunCommand',
  access: 'write',
  input: {
    RegionId,
    Name: text(commandName),
    Description,
    Type,
    CommandContent,
    ContentEncoding,
    EnableParameter,
    KeepCommand: flag({ default: false }),
    ...runFields,
    ...optionFields,
    ResourceTag: tagList('ResourceTag', 20),
    Tag: tagList('Tag', 20),
  },
  errors: [
    ...runCodes,
    ...scriptCodes,
    ...commandCodes,
    ...tokenCodes,
    'CmdContent.ExceedLimit',
    'CreateServiceLinkedRole.NoPermission',
    'InstanceIds.ExceedLimit',
    'InvalidClientToken.Malformed',
    'InvalidCmdId.NotFound',
    'InvalidLauncher.LengthLimitExceeded',
    'InvalidParameter.WorkingDir',
    'InvalidResourceGroup.NotFound',
    'InvalidStatus.ResourceGroup',
    'InvalidTimeout.ExceedLimit',
    'MissingParam.InstanceId',
    'Username.ExceedLimit',
  ],
  run: async (context, input) => {
    const timing = timingOf(input)
    const { id, commandId } = await once(context, 'RunCommand', input, async (deps) => {
      const draft = draftOf(input, 'PlainText')
      const request = {
        ...ecsExecution,
        command: { draft, saved: input.KeepCommand, naming: 'free' as const },
        instances: await resolveTargets(context, input),
        parameters: givenValues(draft, input.Parameters),
        termination: terminationOf(input.TerminationMode),
        tags: draft.tags,
        overrides: { ...overridesIn(input, draft), ...(await deliveryIn(context, input, timing, draft)) },
        runtime: runtimeIn(input, { type: draft.type }),
      }
      return start(context, deps, request, timing)
    })
    // A dry run makes neither.
    if (id === undefined || commandId === undefined) return {}
    return {
      CommandId: formatId(context.deps, 'command', commandId),
      InvokeId: formatId(context.deps, 'invocation', id),
    }
  },
})
