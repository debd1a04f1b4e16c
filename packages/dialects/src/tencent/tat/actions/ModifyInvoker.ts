import { modifySchedule } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id, instanceId, list, parameters, record, text } from '../../../spec/fields.ts'
import {
  anyInstanceId,
  commandId,
  executionFields,
  invokerId,
  invokerName,
  invokerTargets,
  invokerType,
  scheduleSettings,
} from '../fields.ts'
import { resolveTargets } from '../instances.ts'
import { ruleOf } from '../invokers.ts'

export const ModifyInvoker = defineAction({
  name: 'ModifyInvoker',
  access: 'write',
  input: {
    InvokerId: id('schedule', { ...invokerId, required: true }),
    Name: text(invokerName),
    Type: text(invokerType),
    CommandId: id('command', commandId),
    Username: executionFields.Username,
    Parameters: parameters({}),
    InstanceIds: list(instanceId(anyInstanceId), invokerTargets),
    ScheduleSettings: record(scheduleSettings, {}),
  },
  errors: [
    'AuthFailure',
    'InternalError',
    'InvalidParameterValue.ID',
    'InvalidParameterValue.InconsistentID',
    'InvalidParameterValue.InconsistentInstance',
    'InvalidParameterValue.InvalidCronExpression',
    'InvalidParameterValue.InvalidInstanceId',
    'InvalidParameterValue.InvalidInvokerId',
    'InvalidParameterValue.InvalidTimeFormat',
    'InvalidParameterValue.InvokeTimeExpired',
    'InvalidParameterValue.LimitExceeded',
    'InvalidParameterValue.ParameterDisabled',
    'InvalidParameterValue.ParameterInvalidJsonFormat',
    'InvalidParameterValue.Range',
    'InvalidParameterValue.TooLong',
    'ResourceNotFound.CommandNotFound',
    'ResourceNotFound.InstanceNotFound',
    'ResourceUnavailable.AgentNotInstalled',
  ],
  run: async (context, input) => {
    const { Name, CommandId, Username, Parameters, InstanceIds, ScheduleSettings } = input
    await modifySchedule(context.deps, context.caller, input.InvokerId, {
      ...(Name && { name: Name }),
      ...(ScheduleSettings && { rule: ruleOf(ScheduleSettings) }),
      ...(CommandId !== undefined && { commandId: CommandId }),
      ...(Username && { userName: Username }),
      away: 'fail',
      parameters: Parameters,
      instances: InstanceIds && (await resolveTargets(context, InstanceIds)),
    })
    return {}
  },
})
