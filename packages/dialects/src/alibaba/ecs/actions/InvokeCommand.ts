import { defineAction } from '../../../action.ts'
import { once } from '../../act.ts'
import { formatId } from '../../ids.ts'
import { runCodes, tokenCodes } from '../code-groups.ts'
import { commandNamed } from '../commands.ts'
import { deliveryIn } from '../delivery.ts'
import { CommandId, RegionId, runFields, tagList } from '../fields.ts'
import { resolveTargets } from '../instances.ts'
import { ecsExecution, overridesIn, terminationOf } from '../invocations.ts'
import { optionFields, runtimeIn } from '../options.ts'
import { givenValues } from '../parameters.ts'
import { start, timingOf } from '../repeat.ts'
import { tagsIn } from '../tags.ts'

export const InvokeCommand = defineAction({
  name: 'InvokeCommand',
  access: 'write',
  input: {
    RegionId,
    CommandId,
    ...runFields,
    ...optionFields,
    ResourceTag: tagList('ResourceTag', 10),
    Tag: tagList('Tag', 20),
  },
  errors: [
    ...runCodes,
    ...tokenCodes,
    'CmdContent.ExceedLimit',
    'CreateServiceLinkedRole.NoPermission',
    'InstanceIds.ExceedLimit',
    'InvalidClientToken.Malformed',
    'InvalidCmdId.NotFound',
    'InvalidLauncher.LengthLimitExceeded',
    'InvalidParameter.WorkingDir',
    'InvalidResourceGroup.NotFound',
    'InvalidTimeout.ExceedLimit',
    'MissingParam.InstanceId',
    'Username.ExceedLimit',
  ],
  run: async (context, input) => {
    const timing = timingOf(input)
    const { id } = await once(context, 'InvokeCommand', input, async (deps) => {
      const command = await commandNamed(context, input.CommandId)
      const request = {
        ...ecsExecution,
        command,
        instances: await resolveTargets(context, input),
        parameters: givenValues(command, input.Parameters),
        termination: terminationOf(input.TerminationMode),
        tags: tagsIn(input.Tag, input.ResourceGroupId),
        overrides: { ...overridesIn(input, command), ...(await deliveryIn(context, input, timing, command)) },
        runtime: runtimeIn(input, command),
      }
      return start(context, deps, request, timing)
    })
    // A dry run makes none.
    return id === undefined ? {} : { InvokeId: formatId(context.deps, 'invocation', id) }
  },
})
