import * as z from 'zod'
import { time } from './schemas.ts'

export const terminalStates = [
  'connecting', 'connected', 'disconnected', 'terminating', 'terminated', 'failed',
] as const // biome-ignore format: a table of names

export const TerminalDraft = z.object({
  instance: z.string().max(64),
  user: z.string().max(255).default('').describe('User of the host; empty: the one that its agent runs as'),
  command: z.string().max(512).default('').describe('In place of a login shell'),
})

export const NewTerminal = z.object({
  id: z.string(),
  token: z.string().describe('Good once, for ten minutes; it is in the address too'),
  url: z.string().describe('Of the WebSocket; with &wire=plain it carries bytes and texts without frames around them'),
})
export type NewTerminal = z.infer<typeof NewTerminal>

export const Terminal = z.object({
  id: z.string(),
  instance: z.string(),
  instanceName: z.string(),
  user: z.string().describe('Who opened it'),
  hostUser: z.string(),
  command: z.string(),
  state: z.enum(terminalStates),
  detail: z.string(),
  exitCode: z.number().int().nullable(),
  clientIp: z.string(),
  recorded: z.number().int().describe('Bytes of its recording'),
  createdAt: time,
  connectedAt: time.nullable(),
  endedAt: time.nullable(),
})
export type Terminal = z.infer<typeof Terminal>

export const RecordingPart = z.object({ offset: z.coerce.number().int().min(0).default(0) })

export const Recording = z.object({
  data: z.string().describe('Base64 of a part of a file in the format asciicast v2'),
  next: z.number().int().nullable().describe('Offset of the next part; null: there is none yet'),
})
