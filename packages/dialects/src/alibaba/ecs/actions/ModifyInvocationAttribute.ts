import { type Invocation, MusterError, modifyStanding, openCount, type Repeat } from '@muster/core'
import { type Context, defineAction } from '../../../action.ts'
import { list, parameters, text } from '../../../spec/fields.ts'
import { quote } from '../../../spec/violations.ts'
import { once } from '../../act.ts'
import { AlibabaError } from '../../errors.ts'
import { formatId } from '../../ids.ts'
import { contentIn, encodingOf } from '../content.ts'
import { ClientToken, ContentEncoding, EnableParameter, InvokeId, RegionId } from '../fields.ts'
import { wantedInstances } from '../instances.ts'
import { invocationNamed } from '../invocations.ts'
import { givenValues } from '../parameters.ts'
import { newRepeat } from '../repeat.ts'

export const ModifyInvocationAttribute = defineAction({
  name: 'ModifyInvocationAttribute',
  access: 'write',
  input: {
    RegionId,
    InvokeId,
    ClientToken,
    CommandContent: text({}),
    ContentEncoding,
    EnableParameter,
    Parameters: parameters({}),
    Frequency: text({ maxCharacters: 512, codes: { tooLong: ['InvalidParameter.Frequency'] } }),
    InstanceId: list(text({}), { maxItems: 100, codes: { tooMany: ['InvalidInstanceId.CountLimitExceeded'] } }),
  },
  errors: [
    'CommandLimitExceeded',
    'InvalidCommandContent.DecodeError',
    'InvalidCommandContent.LengthLimitExceeded',
    'InvalidCommandId.NotFound',
    'InvalidInstanceId.CountLimitExceeded',
    'InvalidInstanceId.NotFound',
    'InvalidInstanceId.OSTypeUnsupported',
    'InvalidInvokeId.NotFound',
    'InvalidOperation.CloudAssistantVersionUnsupported',
    'InvalidOperation.InvokeAlreadyFinished',
    'InvalidOperation.ModifyPublicCommandUnsupported',
    'InvalidOperation.RepeatModeUnsupported',
    'InvalidParameter.Frequency',
    'InvalidParameters.CountLimitExceeded',
    'InvalidParameters.KeyDuplicate',
    'InvalidParameters.KeyEmpty',
    'InvalidParameters.KeyLengthLimitExceeded',
    'InvalidParameters.KeyMalformed',
    'InvalidParameters.KeyNotMatch',
    'InvalidParameters.ValueTypeUnsupported',
  ],
  run: async (context, input) => {
    const { deps, caller } = context
    const invocation = await invocationNamed(context, input.InvokeId)
    const repeat = standingIn(invocation)
    return once(context, 'ModifyInvocationAttribute', input, async (audited) => {
      await refuseStrangers(context, invocation, input.InstanceId)
      const { CommandContent, ContentEncoding, Frequency, Parameters } = input
      if (CommandContent) await refusePublic(context, invocation)
      const content = CommandContent ? contentIn(CommandContent, encodingOf(ContentEncoding, 'PlainText')) : undefined
      const script = content ?? invocation.execution.content
      await modifyStanding(audited, caller, invocation, {
        content,
        parameters: Parameters && givenValues({ content: script, parametersEnabled: true }, Parameters),
        repeat: Frequency ? newRepeat(repeat, Frequency, deps.clock.now()) : undefined,
      })
      return { CommandId: formatId(deps, 'command', invocation.commandId) }
    })
  },
})

/** What can be changed: an invocation that runs again by itself, and does so still. */
function standingIn({ commandName, counts, execution: { repeat } }: Invocation): Repeat {
  if (!repeat)
    throw new AlibabaError(
      'InvalidOperation.RepeatModeUnsupported',
      `Only what runs again can be changed; ${quote(commandName)} was run once.`,
    )
  if (openCount(counts) === 0)
    throw new AlibabaError(
      'InvalidOperation.InvokeAlreadyFinished',
      `${quote(commandName)} has been stopped or has ended: run it anew.`,
    )
  return repeat
}

/** The script of a command that comes with the server is not the caller's to change. */
async function refusePublic({ deps, caller }: Context, { commandId }: Invocation): Promise<void> {
  const filter = { ids: [commandId], createdBy: ['muster'] } as const
  const { total } = await deps.store.listCommands(caller.accountId, filter, { offset: 0, limit: 1 })
  if (total > 0) throw new MusterError('CommandReadOnly', 'A public command cannot be changed: create one of your own.')
}

/** The instances of an invocation are those that it was made for. */
async function refuseStrangers(
  context: Context,
  { id }: Invocation,
  names: readonly string[] | undefined,
): Promise<void> {
  if (!names) return
  const instanceIds = await wantedInstances(context, names)
  const filter = { invocationIds: [id], instanceIds }
  const { total } = await context.deps.store.listTasks(context.caller.accountId, filter, { offset: 0, limit: 1 })
  if (total < new Set(names).size)
    throw new MusterError('InstanceNotInInvocation', 'An instance has no part in this invocation: start another one.')
}
