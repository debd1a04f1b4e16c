/** The actions of Tencent Cloud CVM, version 2017-03-12, around repair tasks; CVM has many more. */
export const cvmActions = [
  'DescribeInstances',
  'DescribeInstancesStatus',
  'DescribeRegions',
  'DescribeTaskInfo',
  'DescribeZones',
  'RebootInstances',
  'RepairTaskControl',
  'StartInstances',
  'StopInstances',
] as const
