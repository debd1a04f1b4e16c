import * as z from 'zod'
import { time } from './schemas.ts'

const version = z.coerce.number().int().min(1).optional().describe('Left out: the newest')

export const ParameterDraft = z.object({
  name: z.string().min(1).max(200),
  value: z.string().max(4096),
  secret: z.boolean().default(false).describe('Sealed, masked in outputs, and shown by revealParameter alone'),
})
export const ParameterVersion = z.object({ version })

export const StoredParameter = z.object({
  name: z.string(),
  version: z.number().int(),
  kind: z.enum(['plain', 'secret']),
  value: z.string().nullable().describe('null: it is a secret'),
  user: z.string().describe('Who set it'),
  createdAt: time,
})
export type StoredParameter = z.infer<typeof StoredParameter>
export const StoredParameters = z.object({ items: z.array(StoredParameter) })
