import { type Holdings, quotas } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { list, text } from '../../../spec/fields.ts'
import { ids } from '../fields.ts'

const kinds = { COMMAND: 'commands', REGISTER_CODE: 'registerCodes' } as const satisfies Record<string, keyof Holdings>
const resource = text({
  oneOf: ['COMMAND', 'REGISTER_CODE'],
  codes: { value: ['ResourceUnavailable.InvalidResourceQuotaResourceCode'] },
})

export const DescribeQuotas = defineAction({
  name: 'DescribeQuotas',
  access: 'read',
  input: { ResourceNames: list(resource, { maxItems: ids, required: true }) },
  errors: ['MissingParameter', 'ResourceUnavailable.InvalidResourceQuotaResourceCode'],
  run: async ({ deps, caller }, { ResourceNames }) => {
    const held = await deps.store.countHoldings(caller.accountId)
    return {
      GeneralResourceQuotaSet: [...new Set(ResourceNames)].map((name) => ({
        ResourceName: name,
        ResourceQuotaUsed: held[kinds[name]],
        ResourceQuotaTotal: quotas[kinds[name]],
      })),
    }
  },
})
