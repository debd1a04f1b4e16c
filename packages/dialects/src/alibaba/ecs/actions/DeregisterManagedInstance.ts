import { removeInstance } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { once } from '../../act.ts'
import { ClientToken, RegionId } from '../fields.ts'
import { findManaged, ManagedInstanceId, managedRecord, noManaged } from '../managed-instances.ts'

export const DeregisterManagedInstance = defineAction({
  name: 'DeregisterManagedInstance',
  access: 'write',
  input: { RegionId, ClientToken, InstanceId: ManagedInstanceId },
  errors: ['InvalidInstance.NotFound'],
  run: async (context, input) => {
    const { InstanceId } = input
    const instance = await findManaged(context, InstanceId)
    const activity = instance && (await context.deps.store.listActivity([instance.id])).get(instance.id)
    await once(context, 'DeregisterManagedInstance', input, async (deps) => {
      if (!instance) throw noManaged(InstanceId)
      await removeInstance(deps, context.caller, instance.id)
    })
    // Of a call that is repeated the host is gone, but for its id.
    return { Instance: instance ? managedRecord(context, instance, activity) : { InstanceId } }
  },
})
