import { disableRegisterCodes } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { ids, someRegisterCodes } from '../fields.ts'
import { eachOnce } from '../register-codes.ts'

export const DisableRegisterCodes = defineAction({
  name: 'DisableRegisterCodes',
  access: 'write',
  input: { RegisterCodeIds: someRegisterCodes(ids) },
  errors: [
    'InvalidParameterValue.InvalidRegisterCodeId',
    'InvalidParameterValue.ParameterKeyDuplicated',
    'MissingParameter',
    'ResourceNotFound.RegisterCodesNotFoundCode',
    'ResourceNotFound.RoleNotFound',
    'UnauthorizedOperation.AssumeRoleUnauthorized',
  ],
  run: async ({ deps, caller }, { RegisterCodeIds }) => {
    await disableRegisterCodes(deps, caller, eachOnce(RegisterCodeIds))
    return {}
  },
})
