import { disableRegisterCodes } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { registerCodeCodes } from '../code-groups.ts'
import { ids, someRegisterCodes } from '../fields.ts'
import { eachOnce } from '../register-codes.ts'

export const DisableRegisterCodes = defineAction({
  name: 'DisableRegisterCodes',
  access: 'write',
  input: { RegisterCodeIds: someRegisterCodes(ids) },
  errors: [...registerCodeCodes],
  run: async ({ deps, caller }, { RegisterCodeIds }) => {
    await disableRegisterCodes(deps, caller, eachOnce(RegisterCodeIds))
    return {}
  },
})
