import { createSchedule } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id, instanceId, list, parameters, record, text } from '../../../spec/fields.ts'
import { tagsIn } from '../commands.ts'
import {
  anyInstanceId,
  commandId,
  executionFields,
  invokerName,
  invokerTargets,
  invokerType,
  scheduleSettings,
  tags,
} from '../fields.ts'
import { resolveTargets } from '../instances.ts'
import { ruleOf, tatSchedule } from '../invokers.ts'

export const CreateInvoker = defineAction({
  name: 'CreateInvoker',
  access: 'write',
  input: {
    Name: text({ ...invokerName, required: true, notEmpty: true }),
    Type: text({ ...invokerType, required: true }),
    CommandId: id('command', { ...commandId, required: true }),
    InstanceIds: list(instanceId(anyInstanceId), { ...invokerTargets, required: true }),
    Username: executionFields.Username,
    Parameters: parameters({}),
    ScheduleSettings: record(scheduleSettings, { required: true }),
    Tags: tags,
  },
  errors: [
    'AuthFailure',
    'AuthFailure.UnauthorizedOperation',
    'InternalError',
    'InvalidParameter',
    'InvalidParameterValue.ID',
    'InvalidParameterValue.InconsistentID',
    'InvalidParameterValue.InconsistentInstance',
    'InvalidParameterValue.InvalidCommandId',
    'InvalidParameterValue.InvalidCronExpression',
    'InvalidParameterValue.InvalidInstanceId',
    'InvalidParameterValue.InvalidTimeFormat',
    'InvalidParameterValue.InvokeTimeExpired',
    'InvalidParameterValue.ParameterInvalidJsonFormat',
    'InvalidParameterValue.Range',
    'InvalidParameterValue.TooLong',
    'ResourceNotFound.CommandNotFound',
    'ResourceNotFound.InstanceNotFound',
    'ResourceUnavailable.AgentNotInstalled',
    'ResourceUnavailable.AgentStatusNotOnline',
  ],
  run: async (context, input) => {
    const { deps, caller } = context
    const { id } = await createSchedule(deps, caller, {
      ...tatSchedule,
      name: input.Name,
      rule: ruleOf(input.ScheduleSettings),
      commandId: input.CommandId,
      instances: await resolveTargets(context, input.InstanceIds),
      userName: input.Username ?? '',
      parameters: input.Parameters,
      tags: tagsIn(input.Tags ?? []),
    })
    return { InvokerId: deps.nativeIds.format('schedule', id) }
  },
})
