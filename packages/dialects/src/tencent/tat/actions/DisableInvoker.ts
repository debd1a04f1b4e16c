import { switchSchedule } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { id } from '../../../spec/fields.ts'
import { invokerId } from '../fields.ts'

export const DisableInvoker = defineAction({
  name: 'DisableInvoker',
  access: 'write',
  input: { InvokerId: id('schedule', { ...invokerId, required: true }) },
  errors: ['AuthFailure', 'InvalidParameterValue.ID', 'InvalidParameterValue.InvalidInvokerId', 'ResourceNotFound'],
  run: async ({ deps, caller }, { InvokerId }) => {
    await switchSchedule(deps, caller, InvokerId, 'disabled')
    return {}
  },
})
