import { createRegisterCode, isIpRange } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { integer, text } from '../../../spec/fields.ts'

/** Hours; more means for ever. */
const permanentAbove = 99_999

export const CreateRegisterCode = defineAction({
  name: 'CreateRegisterCode',
  access: 'write',
  input: {
    Description: text({ maxCharacters: 128, default: '' }),
    InstanceNamePrefix: text({ maxCharacters: 32, default: '' }),
    RegisterLimit: integer({ min: 1, max: 10_000, default: 10 }),
    EffectiveTime: integer({ min: 1, default: 4 }),
    IpAddressRange: text({
      matches: { test: isIpRange, must: 'be an IPv4 address or CIDR block such as 10.0.0.0/8' },
      default: '',
    }),
  },
  errors: [
    'InvalidParameter',
    'InvalidParameterValue.TooLarge',
    'InvalidParameterValue.TooLong',
    'InvalidParameterValue.TooSmall',
    'ResourceNotFound.RoleNotFound',
    'UnauthorizedOperation.AssumeRoleUnauthorized',
  ],
  run: async ({ deps, caller }, input) => {
    const { id, secret } = await createRegisterCode(deps, caller, {
      kind: 'managed',
      description: input.Description,
      namePrefix: input.InstanceNamePrefix,
      limit: input.RegisterLimit,
      hours: input.EffectiveTime > permanentAbove ? undefined : input.EffectiveTime,
      ipRange: input.IpAddressRange,
    })
    return { RegisterCodeId: deps.nativeIds.formatCode(id), RegisterCodeValue: secret }
  },
})
