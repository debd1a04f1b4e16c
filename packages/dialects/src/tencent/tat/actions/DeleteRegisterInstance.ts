import { removeInstance } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { oneManagedInstance } from '../fields.ts'
import { resolveTargets } from '../instances.ts'

export const DeleteRegisterInstance = defineAction({
  name: 'DeleteRegisterInstance',
  access: 'write',
  input: { InstanceId: oneManagedInstance },
  errors: [
    'InvalidParameterValue.InvalidRegisterInstanceId',
    'MissingParameter',
    'ResourceNotFound.RegisterInstanceNotFoundCode',
    'ResourceNotFound.RoleNotFound',
    'UnauthorizedOperation.AssumeRoleUnauthorized',
  ],
  run: async (context, { InstanceId }) => {
    const [instance] = await resolveTargets(context, [InstanceId])
    if (instance) await removeInstance(context.deps, context.caller, instance.id)
    return {}
  },
})
