import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Work } from '@muster/protocol/agent'
import * as z from 'zod/mini'
import { replaceFile } from '../identity/files.ts'
import type { Standing } from './ports.ts'

const fileName = 'standing.json'

const Plan = z.extend(z.required(z.omit(Work, { masks: true }), { repeat: true }), {
  sequence: z.int(),
  attempt: z.int(),
  deliverBy: z.number(),
  instance: z.string(),
  task: z.string(),
})

const Ending = z.object({
  at: z.number(),
  startedAt: z.nullable(z.number()),
  outcome: z.enum(['exited', 'timedOut', 'terminated', 'cancelled', 'startFailed', 'lost']),
  exitCode: z.nullable(z.int()),
  size: z.int(),
  dropped: z.int(),
  cause: z.string(),
})

const File = z.object({
  plan: Plan,
  heldAt: z.number(),
  fired: z.int(),
  lastDue: z.number(),
  boot: z.string(),
  end: z.nullable(Ending),
})

/** Durable when it resolves; the file holds what it held or what it is to hold. */
export const writeStanding = (folder: string, standing: Standing): Promise<void> =>
  replaceFile(join(folder, fileName), JSON.stringify(standing))

export async function readStanding(folder: string): Promise<Standing | undefined> {
  try {
    return File.parse(JSON.parse(await readFile(join(folder, fileName), 'utf8')))
  } catch {
    return undefined
  }
}
