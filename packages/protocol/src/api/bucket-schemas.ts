import * as z from 'zod'
import { time } from './schemas.ts'

const address = z.string().min(1).max(2048)
const bucketKind = z.enum(['s3', 'cos', 'kept'])

export const BucketDraft = z.object({
  url: address.describe('As callers name the bucket: its address, or oss://bucket'),
  kind: bucketKind
    .optional()
    .describe('Whose signature it takes; kept: this server keeps the outputs. Default: by address'),
  endpoint: address.optional().describe('Where it is reached, if elsewhere: an object is this, a slash and its key'),
  region: z.string().min(1).max(64).optional().describe('Of AWS; default by address, else us-east-1'),
  secretId: z.string().min(1).max(256).optional(),
  secretKey: z.string().min(1).max(256).optional(),
})
export type BucketDraft = z.input<typeof BucketDraft>

export const Bucket = z.object({
  url: z.string(),
  kind: bucketKind,
  endpoint: z.string(),
  region: z.string(),
  keyId: z.string(),
  createdAt: time,
})
export type Bucket = z.infer<typeof Bucket>
export const BucketName = z.object({ url: address })
