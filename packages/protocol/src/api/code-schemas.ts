import * as z from 'zod'
import { time } from './schemas.ts'

export const RegisterCodeDraft = z.object({
  description: z.string().max(128).default(''),
  kind: z.enum(['cvm', 'lighthouse', 'managed']).default('managed'),
  namePrefix: z.string().max(32).default(''),
  limit: z.number().int().min(1).max(10_000).default(10),
  hours: z.number().int().min(1).max(99_999).nullable().default(4).describe('null: for ever'),
  ipRange: z.string().max(18).default(''),
})
export type RegisterCodeDraft = z.input<typeof RegisterCodeDraft>

export const RegisterCode = z.object({
  id: z.string(),
  description: z.string(),
  limit: z.number().int(),
  used: z.number().int(),
  expiresAt: time.nullable(),
  ipRange: z.string(),
  enabled: z.boolean(),
})
export type RegisterCode = z.infer<typeof RegisterCode>

export const NewRegisterCode = z.object({
  id: z.string(),
  secret: z.string(),
  serverKey: z.string(),
  serverCert: z
    .string()
    .nullable()
    .describe('Fingerprint of the authority of its certificate, where it is one of its own'),
  agentHash: z.string().nullable().describe('SHA-256 of /agent/v1/muster-agent.cjs, where the server has it'),
})
export type NewRegisterCode = z.infer<typeof NewRegisterCode>
