import * as z from 'zod'
import { NewKey } from './key-schemas.ts'
import { time } from './schemas.ts'

const name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_.@-]+$/)

const patterns = (pattern: RegExp, about: string) =>
  z.array(z.string().max(256).regex(pattern)).max(100).default([]).describe(about)

/** Strict: a section with a typing error must not look like one that is there. */
export const Policy = z.strictObject({
  actions: patterns(/./, 'Calls, as the audit log names them: tat:Describe*, native:createRun'),
  instances: patterns(/^(\*|(id|name|tag):.+)$/, 'Hosts: *, id:ins-…, name:web-* or tag:team=web'),
  commands: patterns(
    /^(\*|script|(id|name|file):.+)$/,
    'Stored commands: id:cmd-… or name:deploy-*; script: any script; file:/opt/app/*: files there; *: all but files',
  ),
  users: patterns(/./, 'Users of the hosts: deploy, www-*'),
  parameters: z.array(z.string().min(1).max(256)).max(100).optional().describe('Stored parameters by name: db-*'),
})
export type Policy = z.infer<typeof Policy>

export const AccountDraft = z.object({ name, user: name.default('administrator') })
export const Account = z.object({ name: z.string(), createdAt: time })
export type Account = z.infer<typeof Account>
export const NewAccount = NewKey.extend({ account: z.string() })

export const UserDraft = z.object({ name, policy: Policy.optional() })
export const PolicyChange = z.object({ policy: Policy.nullable().describe('null: what the role allows') })

export const User = z.object({
  name: z.string(),
  policy: Policy.nullable(),
  enabled: z.boolean(),
  createdAt: time,
})
export type User = z.infer<typeof User>
