import type { Instance } from '@muster/core'
import { type Context, defineAction, type Output } from '../../../action.ts'
import { list, text } from '../../../spec/fields.ts'
import { Violation } from '../../../spec/violations.ts'
import { formatInstance } from '../../ids.ts'
import { pageFields, RegionId } from '../fields.ts'
import { wantedInstances } from '../instances.ts'
import { pageOf, pageOutput } from '../pages.ts'

/** Agents of this server are one file without plugins: whichever a caller asks for is not installed. */
export const ListPluginStatus = defineAction({
  name: 'ListPluginStatus',
  access: 'read',
  input: {
    RegionId,
    InstanceId: list(text({}), { maxItems: 50 }),
    Name: text({ maxCharacters: 255, default: '' }),
    ...pageFields,
  },
  errors: [],
  run: async (context, input) => {
    const { deps, caller } = context
    const { InstanceId, Name } = input
    if (Name === '' && InstanceId?.length !== 1)
      throw new Violation('missing', 'Give the Name of a plugin, or one InstanceId.')
    const page = pageOf(deps, 'instance', input)
    const filter = { ids: await wantedInstances(context, InstanceId), upTo: page.upTo }
    const { total, items } = await deps.store.listInstances(caller.accountId, filter, page)
    return {
      ...pageOutput(deps, 'instance', page, { total, items: items.length, newest: items[0]?.id }),
      InstancePluginStatusSet: {
        InstancePluginStatus: items.map((instance) => pluginRecord(context, instance, Name)),
      },
    }
  },
})

const pluginRecord = ({ deps }: Context, { id, kind }: Instance, name: string): Output => ({
  InstanceId: formatInstance(deps, kind, id),
  PluginStatusSet: { PluginStatus: name === '' ? [] : [notInstalled(name)] },
})

const notInstalled = (name: string): Output => ({
  PluginName: name,
  PluginStatus: 'NotInstalled',
  PluginVersion: '',
  FirstHeartbeatTime: '',
  LastHeartbeatTime: '',
})
