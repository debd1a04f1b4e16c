import * as z from 'zod'
import { InvocationStateName, Targets } from './run-schemas.ts'
import { time } from './schemas.ts'

const instant = z.iso.datetime({ offset: true })
/** A rule as callers write it; of a rate, the server says from when it counts. */
export const ScheduleRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('once'), at: instant }),
  z.object({
    kind: z.literal('cron'),
    expression: z.string().max(512).describe('Minute, hour, day of month, month, day of week'),
    zone: z.string().max(64).default('Asia/Shanghai').describe('IANA time zone'),
  }),
  z.object({
    kind: z.literal('rate'),
    seconds: z.number().int().min(60).max(604_800),
    from: instant.optional().describe('Counted from here; default: when the rule is stored'),
  }),
])
export type ScheduleRule = z.infer<typeof ScheduleRule>

const scheduleName = z.string().trim().min(1).max(120)
const overlap = z.enum(['skip', 'start'])
const scheduled = {
  command: z.string().max(64).describe('Id of a stored command'),
  targets: Targets,
  parameters: z.record(z.string(), z.string()).optional(),
}

export const ScheduleDraft = z.object({
  name: scheduleName,
  rule: ScheduleRule,
  ...scheduled,
  user: z.string().max(256).default('').describe("Empty: the command's own"),
  profile: z.enum(['login', 'plain']).default('plain'),
  overlap: overlap.default('skip').describe('What a fire does while the run before it is still going'),
})
export type ScheduleDraft = z.input<typeof ScheduleDraft>

export const ScheduleEdit = z
  .object({ name: scheduleName, rule: ScheduleRule, ...scheduled, user: z.string().max(256), overlap })
  .partial()
export type ScheduleEdit = z.input<typeof ScheduleEdit>

export const Schedule = z.object({
  id: z.string(),
  name: z.string(),
  rule: ScheduleRule,
  overlap,
  command: z.string(),
  instances: z.array(z.string()),
  user: z.string(),
  profile: z.enum(['login', 'plain']),
  parameters: z.record(z.string(), z.string()).nullable().describe('Secrets are masked'),
  enabled: z.boolean(),
  next: time.nullable().describe('The next fire time; null while disabled, and when there is none any more'),
  createdAt: time,
  updatedAt: time,
})
export type Schedule = z.infer<typeof Schedule>

const previewCount = z.coerce.number().int().min(1).max(1000).default(20)
export const PreviewQuery = z.object({ count: previewCount, from: time.optional() })
export const RulePreview = z.object({ rule: ScheduleRule, count: previewCount, from: instant.optional() })
export const FireTimes = z.object({ times: z.array(time) })

export const Fire = z.object({
  schedule: z.string(),
  dueAt: time,
  until: time.nullable().describe('Where one record stands for many: all fire times from dueAt until before this one'),
  decision: z.enum(['ran', 'late', 'missed', 'skipped', 'refused', 'disabled']),
  reason: z.string(),
  invocation: z.string().nullable(),
  state: InvocationStateName.nullable().describe('Of the invocation'),
  decidedAt: time,
})
export type Fire = z.infer<typeof Fire>
