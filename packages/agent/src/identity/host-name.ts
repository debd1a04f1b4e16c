import { createHash } from 'node:crypto'

/** Tells apart the agents of one host, where they must not share a folder in memory or a control group. */
export const hostNameOf = (data: string): string =>
  `muster-${createHash('sha256').update(data).digest('hex').slice(0, 8)}-${process.geteuid?.() ?? 0}`
