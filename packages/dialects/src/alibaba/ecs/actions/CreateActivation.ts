import { createRegisterCode, isIpRange, newCodeSecret } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { integer, text } from '../../../spec/fields.ts'
import { onceWithSecret } from '../../act.ts'
import { formatActivation } from '../../ids.ts'
import { tagCodes } from '../code-groups.ts'
import { ClientToken, RegionId, tagList } from '../fields.ts'
import { hostName, refuseUnknownGroup } from '../instances.ts'
import { tagsIn } from '../tags.ts'

const within = (min: number, max: number, code: string, value: number) =>
  integer({ min, max, default: value, codes: { tooSmall: [code], tooLarge: [code] } })

export const CreateActivation = defineAction({
  name: 'CreateActivation',
  access: 'write',
  input: {
    RegionId,
    ClientToken,
    Description: text({ maxCharacters: 100, default: '', codes: { tooLong: ['ActivationDesc.ExceedLimit'] } }),
    InstanceName: text({ ...hostName(50), default: '' }),
    InstanceCount: within(1, 1_000, 'ActivationLimitation.Invalid', 10),
    // Four by the newest documents, a day by those before.
    TimeToLiveInHours: within(1, 24, 'ActivationTTL.ExceedLimit', 4),
    IpAddressRange: text({
      matches: { test: (range) => isIpRange(range, [32, 128]), must: 'be an address or a CIDR block' },
      default: '',
      codes: { value: ['AddressRange.InvalidPattern'] },
    }),
    ResourceGroupId: text({}),
    Tag: tagList('Tag', 20),
  },
  errors: [
    ...tagCodes,
    'ActivationCount.ExceedLimit',
    'ActivationDesc.ExceedLimit',
    'ActivationLimitation.Invalid',
    'ActivationTTL.ExceedLimit',
    'AddressRange.InvalidPattern',
    'InstanceName.ExceedLimit',
    'InstanceName.InvalidPattern',
    'InvalidResourceGroup.NotFound',
    'InvalidStatus.ResourceGroup',
    'ManagedInstanceCountExceedLimit',
    'RealNameAuthenticationError',
  ],
  run: async (context, input) => {
    const draft = {
      kind: 'managed' as const,
      description: input.Description,
      namePrefix: input.InstanceName,
      naming: 'number' as const,
      limit: input.InstanceCount,
      hours: input.TimeToLiveInHours,
      ipRange: input.IpAddressRange,
      tags: tagsIn(input.Tag, input.ResourceGroupId),
    }
    const fresh = `a-${newCodeSecret(context.deps.chance)}`
    const { result, secret } = await onceWithSecret(context, 'CreateActivation', input, fresh, async (deps, own) => {
      if (input.ResourceGroupId) await refuseUnknownGroup(context, input.ResourceGroupId)
      return createRegisterCode(deps, context.caller, draft, own)
    })
    return { ActivationId: formatActivation(context.deps, result.id), ActivationCode: secret }
  },
})
