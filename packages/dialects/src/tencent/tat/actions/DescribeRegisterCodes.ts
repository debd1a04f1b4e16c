import type { RegisterCode } from '@muster/core'
import { type Context, defineAction, type Output } from '../../../action.ts'
import { page, registerCodeIds } from '../fields.ts'
import { time, timeOrNull } from '../times.ts'

export const DescribeRegisterCodes = defineAction({
  name: 'DescribeRegisterCodes',
  access: 'read',
  input: { RegisterCodeIds: registerCodeIds, ...page },
  errors: [
    'InvalidParameterValue.InvalidFilter',
    'InvalidParameterValue.InvalidRegisterCodeId',
    'InvalidParameterValue.TooLong',
    'ResourceNotFound.RoleNotFound',
    'UnauthorizedOperation.AssumeRoleUnauthorized',
  ],
  run: async (context, { RegisterCodeIds, Limit, Offset }) => {
    const { total, items } = await context.deps.store.listRegisterCodes(
      context.caller.accountId,
      { ids: RegisterCodeIds },
      { offset: Offset, limit: Limit },
    )
    return { TotalCount: total, RegisterCodeSet: items.map((code) => codeRecord(context, code)) }
  },
})

function codeRecord({ deps }: Context, code: RegisterCode): Output {
  return {
    RegisterCodeId: deps.nativeIds.formatCode(code.id),
    Description: code.description,
    InstanceNamePrefix: code.namePrefix,
    RegisterLimit: code.limit,
    ExpiredTime: timeOrNull(code.expiresAt),
    IpAddressRange: code.ipRange,
    Enabled: code.enabled,
    RegisteredCount: code.used,
    CreatedTime: time(code.createdAt),
    UpdatedTime: time(code.updatedAt),
  }
}
