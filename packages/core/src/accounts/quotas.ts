/** How many of a kind an account may hold. Source: TAT, DescribeQuotas. */
export const quotas = { commands: 500, registerCodes: 5_000 } as const
