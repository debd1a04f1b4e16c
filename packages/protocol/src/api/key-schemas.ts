import * as z from 'zod'
import { time } from './schemas.ts'

const role = z.enum(['administrator', 'operator', 'reader'])

export const KeyRotation = z.object({
  key: z.int().describe('Number of the key that seals'),
  since: time,
  state: z.enum(['idle', 'rotating']).describe('rotating: values of an older key are still being sealed anew'),
})
export type KeyRotation = z.infer<typeof KeyRotation>

export const KeyDraft = z.object({
  user: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[A-Za-z0-9_.@-]+$/),
  role: role.default('operator'),
})
export type KeyDraft = z.input<typeof KeyDraft>

export const Key = z.object({
  id: z.string(),
  user: z.string(),
  role: z.string(),
  enabled: z.boolean(),
  expiresAt: time.nullable().describe('null: it does not end by itself'),
  createdAt: time,
})
export type Key = z.infer<typeof Key>
export const NewKey = Key.extend({ secret: z.string() })
export type NewKey = z.infer<typeof NewKey>

/** Twelve hours at most: a day's work. */
const temporarySeconds = { min: 60, max: 43_200, usual: 3_600 } as const

export const TemporaryKeyDraft = z.object({
  role: role.optional().describe('At most that of the caller, which is the default'),
  seconds: z.number().int().min(temporarySeconds.min).max(temporarySeconds.max).default(temporarySeconds.usual),
})
export const NewTemporaryKey = NewKey.extend({
  token: z.string().describe('Sent beside each signature, as X-TC-Token'),
})
