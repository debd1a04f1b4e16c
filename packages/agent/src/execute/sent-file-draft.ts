import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from '@muster/protocol/agent'
import type { Log } from '../log.ts'
import type { Spec } from '../tasks/spec.ts'

/** Where the script drafts its file; empty: it writes none. */
export const draftOf = ({ draftsIn }: Plan, cookie: string): string =>
  draftsIn === undefined ? '' : join(draftsIn, `.muster-${cookie}`)

/** Of a script that was killed. Where it cannot be removed, as on a disk that is gone, the task has ended all the same. */
export function removeDraft({ draft }: Spec, log: Log): void {
  if (draft === '') return
  try {
    rmSync(draft, { force: true })
  } catch (error) {
    log.warn(`${draft} is left over and cannot be removed: ${error}`)
  }
}
