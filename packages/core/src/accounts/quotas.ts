/** What an account holds of the things that are counted. */
export interface Holdings {
  readonly commands: number
  readonly registerCodes: number
}

/** How many of each it may hold. Source: TAT, DescribeQuotas. */
export const quotas: Holdings = { commands: 500, registerCodes: 5_000 }
