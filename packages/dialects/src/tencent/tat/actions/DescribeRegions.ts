import { defineAction } from '../../../action.ts'

export const DescribeRegions = defineAction({
  name: 'DescribeRegions',
  access: 'read',
  input: {},
  errors: [
    'InternalError',
    'UnauthorizedOperation.CamAuthFailed',
    'UnauthorizedOperation.InvalidToken',
    'UnauthorizedOperation.MFAExpired',
    'UnauthorizedOperation.MFANotFound',
  ],
  run: async ({ region, regions = [region] }) => ({
    TotalCount: regions.length,
    RegionSet: regions.map((name) => ({ Region: name, RegionName: name, RegionState: 'AVAILABLE' })),
  }),
})
