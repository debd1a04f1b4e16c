/** What an account holds of the things that are counted. */
export interface Holdings {
  readonly commands: number
  readonly registerCodes: number
  readonly schedules: number
  /** Enabled or temporary. */
  readonly accessKeys: number
  readonly storedParameters: number
}

/** How many of each it may hold. Source of the first two: TAT, DescribeQuotas; the others keep the record bounded. */
export const quotas: Holdings = {
  commands: 500,
  registerCodes: 5_000,
  schedules: 20_000,
  accessKeys: 10_000,
  storedParameters: 5_000,
}
