import { deleteRegisterCodes } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { registerCodeCodes } from '../code-groups.ts'
import { someRegisterCodes } from '../fields.ts'
import { eachOnce } from '../register-codes.ts'

/** Source: TAT, RegisterCodeIds of this action: fewer than 100. */
const maxDeleted = 99

export const DeleteRegisterCodes = defineAction({
  name: 'DeleteRegisterCodes',
  access: 'write',
  input: { RegisterCodeIds: someRegisterCodes(maxDeleted) },
  errors: [...registerCodeCodes],
  run: async ({ deps, caller }, { RegisterCodeIds }) => {
    await deleteRegisterCodes(deps, caller, eachOnce(RegisterCodeIds))
    return {}
  },
})
