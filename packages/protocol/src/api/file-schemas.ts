import * as z from 'zod'
import { Targets } from './run-schemas.ts'

/** Of one call, before base64: a call holds the whole piece in memory, here and there. */
export const pieceBytes = 1_048_576

const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of the whole, in hexadecimal')
/** Above any file that one disk of a host is likely to take. */
const size = z.number().int().min(0).max(1_099_511_627_776)

export const UploadDraft = z.object({ sha256: Sha256, size })
export const UploadPiece = z.object({
  offset: size.describe('Where the piece goes: what the server holds so far'),
  data: z.base64().max((pieceBytes / 3) * 4 + 4),
})
export const Upload = z.object({ sha256: Sha256, size, held: size.describe('Bytes that the server has') })
export type Upload = z.infer<typeof Upload>

const holder = z
  .string()
  .max(64)
  .regex(/^([^\s:/\p{Cc}-][^\s:/\p{Cc}]*)?$/u)
  .default('')

export const SendRequest = z.object({
  sha256: Sha256.describe('Of an upload that is whole'),
  name: z.string().min(1).max(255),
  folder: z.string().min(1).max(4096).describe('An absolute path without ..; made when missing'),
  mode: z
    .string()
    .regex(/^[0-7]{3,4}$/)
    .default('0644'),
  owner: holder.describe('Of the host; empty: the agent’s own'),
  group: holder,
  overwrite: z.boolean().default(false),
  targets: Targets,
  timeout: z.number().int().min(1).max(86_400).default(3600).describe('Seconds'),
  away: z.enum(['fail', 'skip', 'wait']).default('fail').describe('What becomes of hosts that are offline'),
  waitSeconds: z.number().int().min(1).max(604_800).default(3600),
})
export type SendRequest = z.input<typeof SendRequest>
