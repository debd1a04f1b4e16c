import { renameInstance } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'
import { mandatory, RegionId } from '../fields.ts'
import { hostName } from '../instances.ts'
import { findManaged, ManagedInstanceId, noManaged } from '../managed-instances.ts'

const name = hostName(128)

export const ModifyManagedInstance = defineAction({
  name: 'ModifyManagedInstance',
  access: 'write',
  input: {
    RegionId,
    InstanceId: ManagedInstanceId,
    InstanceName: text({ ...name, required: true, codes: { ...name.codes, ...mandatory('InstanceName').codes } }),
  },
  errors: ['InstanceName.ExceedLimit', 'InstanceName.InvalidPattern', 'InvalidInstance.NotFound'],
  run: async (context, { InstanceId, InstanceName }) => {
    const instance = await findManaged(context, InstanceId)
    if (!instance) throw noManaged(InstanceId)
    await renameInstance(context.deps, context.caller, instance.id, InstanceName)
    return { Instance: { InstanceId, InstanceName } }
  },
})
