import { defineAction } from '../../../action.ts'
import { list, text } from '../../../spec/fields.ts'
import { parseActivation } from '../../ids.ts'
import { pageCodes, tagCodes } from '../code-groups.ts'
import { pageFields, RegionId, tagList } from '../fields.ts'
import { wantedInstances } from '../instances.ts'
import { listedManaged, managedKinds } from '../managed-instances.ts'
import { pageOf, pageOutput } from '../pages.ts'
import { platformsOf } from '../platforms.ts'
import { tagConditions } from '../tags.ts'

const oneOf = (value: string | undefined) => (value ? [value] : undefined)

export const DescribeManagedInstances = defineAction({
  name: 'DescribeManagedInstances',
  access: 'read',
  input: {
    RegionId,
    InstanceId: list(text({}), { maxItems: 50 }),
    InstanceName: text({}),
    InstanceIp: text({}),
    ActivationId: text({}),
    MachineId: text({ maxCharacters: 36 }),
    OsType: text({ oneOf: ['windows', 'linux', 'FreeBSD'] }),
    Connected: text({ oneOf: ['true', 'false'] }),
    ResourceGroupId: text({}),
    Tag: tagList('Tag', 20),
    ...pageFields,
  },
  errors: [...tagCodes, ...pageCodes],
  run: async (context, input) => {
    const { deps, caller } = context
    const page = pageOf(deps, 'instance', input)
    const filter = {
      ids: await wantedInstances(context, input.InstanceId),
      kinds: managedKinds,
      names: oneOf(input.InstanceName),
      localIps: oneOf(input.InstanceIp),
      machineIds: oneOf(input.MachineId),
      registerCodeIds: input.ActivationId ? [parseActivation(deps, input.ActivationId) ?? 0] : undefined,
      platforms: platformsOf(input.OsType),
      online: input.Connected && [input.Connected === 'true'],
      tags: tagConditions(input.Tag, input.ResourceGroupId),
      upTo: page.upTo,
    }
    const { total, items } = await deps.store.listInstances(caller.accountId, filter, page)
    const activity = await deps.store.listActivity(items.map(({ id }) => id))
    return {
      ...pageOutput(deps, 'instance', page, { total, items: items.length, newest: items[0]?.id }),
      Instances: items.map((instance) => listedManaged(context, instance, activity.get(instance.id))),
    }
  },
})
