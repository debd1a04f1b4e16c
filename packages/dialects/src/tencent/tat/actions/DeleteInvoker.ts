import { deleteSchedule } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id } from '../../../spec/fields.ts'
import { invokerId } from '../fields.ts'

export const DeleteInvoker = defineAction({
  name: 'DeleteInvoker',
  access: 'write',
  input: { InvokerId: id('schedule', { ...invokerId, required: true }) },
  errors: ['AuthFailure', 'InvalidParameterValue.ID', 'InvalidParameterValue.InvalidInvokerId', 'ResourceNotFound'],
  run: async ({ deps, caller }, { InvokerId }) => {
    await deleteSchedule(deps, caller, InvokerId)
    return {}
  },
})
