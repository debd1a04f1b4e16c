import * as z from 'zod'

export const time = z.iso.datetime().describe('UTC, RFC 3339')
const page = {
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  offset: z.coerce.number().int().min(0).default(0),
}
export const Page = z.object(page)

export const ServerInfo = z.object({
  version: z.string(),
  data: z.string(),
  database: z.string().describe('Kind of database: sqlite'),
  region: z.string(),
  serverKey: z.string().describe('Fingerprint of the key that agents check'),
  caller: z.object({ user: z.string(), role: z.string(), accessKey: z.string() }),
})
export type ServerInfo = z.infer<typeof ServerInfo>

export const Instance = z.object({
  id: z.string(),
  name: z.string(),
  hostName: z.string(),
  kind: z.enum(['cvm', 'lighthouse', 'managed']),
  platform: z.enum(['linux', 'windows']),
  architecture: z.string(),
  localIp: z.string(),
  agentVersion: z.string(),
  agentUser: z.string(),
  tags: z.record(z.string(), z.string()),
  online: z.boolean(),
  lastHeartbeat: time.nullable(),
  createdAt: time,
})
export type Instance = z.infer<typeof Instance>

export const InstanceName = z.object({ name: z.string().min(1).max(60) })

export const ApiError = z.object({ error: z.object({ name: z.string(), message: z.string() }), requestId: z.string() })
export type ApiError = z.infer<typeof ApiError>

export const list = <Item extends z.ZodType>(item: Item) => z.object({ total: z.number().int(), items: z.array(item) })
export const Empty = z.object({})
