import type { Instance } from '@muster/core'
import { type Context, defineAction, type Output } from '../../../action.ts'
import { instanceId } from '../../../spec/fields.ts'
import { filters } from '../../../spec/filters.ts'
import { authorisationCodes } from '../code-groups.ts'
import { anyInstanceId, instanceIds, page, word } from '../fields.ts'
import { combine } from '../filters.ts'
import { onlineName, platformName, platformOf, wantedInstances } from '../instances.ts'
import { time } from '../times.ts'

export const DescribeAutomationAgentStatus = defineAction({
  name: 'DescribeAutomationAgentStatus',
  access: 'read',
  input: {
    InstanceIds: instanceIds,
    Filters: filters(
      {
        'agent-status': word(['Online', 'Offline']),
        environment: word(['Linux', 'Windows']),
        'instance-id': instanceId(anyInstanceId),
      },
      'noTags',
    ),
    ...page,
  },
  conflicts: [['InstanceIds', 'Filters']],
  // Documented: 60 requests a second, where 20 is usual.
  rateFactor: 3,
  errors: [
    ...authorisationCodes,
    'InternalError',
    'InvalidParameter',
    'InvalidParameter.ConflictParameter',
    'InvalidParameterValue',
    'InvalidParameterValue.InvalidFilter',
    'InvalidParameterValue.InvalidInstanceId',
    'InvalidParameterValue.LimitExceeded',
    'UnsupportedOperation',
  ],
  run: async (context, { InstanceIds, Filters, Limit, Offset }) => {
    const { store } = context.deps
    const filter = {
      ids: await wantedInstances(context, combine(InstanceIds, Filters['instance-id'])),
      online: Filters['agent-status']?.map((status) => status === 'Online'),
      platforms: Filters.environment?.map((name) => platformOf[name]),
    }
    const page = { offset: Offset, limit: Limit }
    const { total, items } = await store.listInstances(context.caller.accountId, filter, page)
    return { TotalCount: total, AutomationAgentSet: items.map((instance) => agentRecord(context, instance)) }
  },
})

function agentRecord({ deps }: Context, instance: Instance): Output {
  const { id, kind, agentVersion, lastHeartbeatAt, online, platform } = instance
  return {
    InstanceId: deps.nativeIds.formatInstance(kind, id),
    Version: agentVersion,
    LastHeartbeatTime: lastHeartbeatAt === 0 ? null : time(lastHeartbeatAt),
    AgentStatus: onlineName(online),
    Environment: platformName[platform],
    SupportFeatures: [],
  }
}
