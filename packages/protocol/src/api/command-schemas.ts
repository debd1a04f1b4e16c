import * as z from 'zod'
import { time } from './schemas.ts'

const commandText = {
  description: z.string().max(120),
  timeout: z.number().int().min(1).max(86_400),
  user: z.string().max(256),
  workingDirectory: z.string().max(4096),
}
const commandName = z
  .string()
  .regex(/^[\p{Script=Han}A-Za-z0-9_.-]+$/u)
  .max(60)
const script = z.base64().min(1).max(65_536)

export const CommandDraft = z.object({
  name: commandName,
  script,
  description: commandText.description.default(''),
  timeout: commandText.timeout.default(60),
  user: commandText.user.default(''),
  workingDirectory: commandText.workingDirectory.default(''),
  parameters: z.record(z.string(), z.string()).optional().describe('Names and default values; leave out for none'),
})
export type CommandDraft = z.input<typeof CommandDraft>

export const CommandChange = z
  .object({ name: commandName, script, ...commandText, parameters: z.record(z.string(), z.string()) })
  .partial()
export type CommandChange = z.input<typeof CommandChange>

export const PreviewRequest = z.object({ parameters: z.record(z.string(), z.string()).optional() })
export const Preview = z.object({ script: z.base64() })

export const Command = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  script: z.base64(),
  type: z.enum(['shell', 'powershell', 'bat']),
  timeout: z.number().int(),
  user: z.string(),
  workingDirectory: z.string(),
  parameters: z.record(z.string(), z.string()).nullable(),
  public: z.boolean().describe('Comes with the server: every account may run it, none may change it'),
  createdAt: time,
})
export type Command = z.infer<typeof Command>
