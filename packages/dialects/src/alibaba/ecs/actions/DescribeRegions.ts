import { defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'

export const DescribeRegions = defineAction({
  name: 'DescribeRegions',
  access: 'read',
  input: {
    AcceptLanguage: text({}),
    InstanceChargeType: text({}),
    ResourceType: text({}),
    RegionId: text({}),
  },
  errors: [],
  run: async ({ region, regions = [region] }) => ({
    Regions: {
      Region: regions.map((name) => ({ RegionId: name, LocalName: name, RegionEndpoint: '', Status: 'available' })),
    },
  }),
})
