import type { Account, Policy, User } from '@muster/core'
import type { AccountTable, UserTable } from '../schema.ts'

export const toPolicy = (text: string | null): Policy | undefined => (text === null ? undefined : JSON.parse(text))
export const fromPolicy = (policy: Policy | undefined): string | null => (policy ? JSON.stringify(policy) : null)

export const toUser = (row: UserTable): User => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  policy: toPolicy(row.policy),
  enabled: row.enabled === 1,
  createdAt: row.created_at,
})

export const toAccount = (row: AccountTable): Account => ({ id: row.id, name: row.name, createdAt: row.created_at })
