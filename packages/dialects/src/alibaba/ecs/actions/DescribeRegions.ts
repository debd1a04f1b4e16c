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
  // All regions are served at the one address, to which callers then send what they have for each.
  run: async ({ region, regions = [region], host }) => ({
    Regions: {
      Region: regions.map((name) => ({ RegionId: name, LocalName: name, RegionEndpoint: host, Status: 'available' })),
    },
  }),
})
