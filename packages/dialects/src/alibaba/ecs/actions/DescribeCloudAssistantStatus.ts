import type { Activity, Instance } from '@muster/core'
import { type Context, defineAction, type Output } from '../../../action.ts'
import { list, text } from '../../../spec/fields.ts'
import { formatInstance } from '../../ids.ts'
import { pageCodes } from '../code-groups.ts'
import { pageFields, RegionId } from '../fields.ts'
import { resolveTargets } from '../instances.ts'
import { shownActivity } from '../managed-instances.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { platformName, platformsOf } from '../platforms.ts'
import { time } from '../times.ts'

export const DescribeCloudAssistantStatus = defineAction({
  name: 'DescribeCloudAssistantStatus',
  access: 'read',
  input: {
    RegionId,
    InstanceId: list(text({}), { maxItems: 50, codes: { tooMany: ['InstanceIds.ExceedLimit'] } }),
    OSType: text({ oneOf: ['Windows', 'Linux', 'FreeBSD'] }),
    ...pageFields,
  },
  errors: [...pageCodes, 'InstanceIds.ExceedLimit', 'InvalidInstance.NotFound', 'MissingParam.InstanceId'],
  run: async (context, input) => {
    const { deps, caller } = context
    const { InstanceId = [], OSType } = input
    const named = InstanceId.length > 0 ? await resolveTargets(context, { InstanceId }) : undefined
    const asked = pageOf(deps, 'instance', input)
    // Source: beside instances, MaxResults does not count.
    const page = named ? { ...asked, offset: 0, limit: named.length } : asked
    const filter = { ids: named?.map(({ id }) => id), platforms: platformsOf(OSType), upTo: page.upTo }
    const { total, items } = await deps.store.listInstances(caller.accountId, filter, page)
    const activity = await deps.store.listActivity(items.map(({ id }) => id))
    return {
      ...pageOutput(deps, 'instance', page, { total, items: items.length, newest: items[0]?.id }),
      InstanceCloudAssistantStatusSet: {
        InstanceCloudAssistantStatus: items.map((instance) =>
          statusRecord(context, instance, activity.get(instance.id)),
        ),
      },
    }
  },
})

const statusRecord = ({ deps }: Context, instance: Instance, activity: Activity | undefined): Output => ({
  InstanceId: formatInstance(deps, instance.kind, instance.id),
  CloudAssistantStatus: String(instance.online),
  CloudAssistantVersion: instance.agentVersion,
  LastHeartbeatTime: time(instance.lastHeartbeatAt || undefined),
  OSType: platformName[instance.platform],
  ActiveTaskCount: activity?.open ?? 0,
  ...shownActivity(activity),
  SupportSessionManager: instance.platform === 'linux',
})
