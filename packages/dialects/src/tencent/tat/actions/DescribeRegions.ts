import { defineAction } from '../../../action.ts'
import { authorisationCodes } from '../code-groups.ts'

export const DescribeRegions = defineAction({
  name: 'DescribeRegions',
  access: 'read',
  input: {},
  errors: [...authorisationCodes, 'InternalError'],
  run: async ({ region, regions = [region] }) => ({
    TotalCount: regions.length,
    RegionSet: regions.map((name) => ({ Region: name, RegionName: name, RegionState: 'AVAILABLE' })),
  }),
})
