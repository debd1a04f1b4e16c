import { renameInstance } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'
import { oneManagedInstance } from '../fields.ts'
import { resolveTargets } from '../instances.ts'

export const ModifyRegisterInstance = defineAction({
  name: 'ModifyRegisterInstance',
  access: 'write',
  input: {
    InstanceId: oneManagedInstance,
    InstanceName: text({ required: true, notEmpty: true, maxCharacters: 60 }),
  },
  errors: [
    'InvalidParameterValue',
    'InvalidParameterValue.InvalidRegisterInstanceId',
    'InvalidParameterValue.TooLong',
    'MissingParameter',
    'ResourceNotFound.RoleNotFound',
    'UnauthorizedOperation.AssumeRoleUnauthorized',
  ],
  run: async (context, { InstanceId, InstanceName }) => {
    const [instance] = await resolveTargets(context, [InstanceId])
    if (instance) await renameInstance(context.deps, context.caller, instance.id, InstanceName)
    return {}
  },
})
