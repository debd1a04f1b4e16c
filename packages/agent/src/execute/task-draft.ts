import { mkdirSync, rmSync } from 'node:fs'
import type { Log } from '../log.ts'
import { tasksFolder } from '../tasks/disk-journal.ts'
import type { Draft } from '../tasks/ports.ts'
import { keyName, type Spec } from '../tasks/spec.ts'
import { writeNew } from './blanks.ts'
import { taskFile } from './task-file.ts'

/** A folder of its own, for a task that no executor waits for. */
export function makeDraft(data: string, spec: Spec, log: Log): Draft {
  const folder = `${tasksFolder(data)}/new.${keyName(spec)}`
  removeDraftFolder(folder, log)
  mkdirSync(folder, { mode: 0o700 })
  return {
    folder,
    fill: () => {
      if (!spec.verdict && spec.life === 'once') writeNew(`${folder}/task`, taskFile(spec))
    },
    write: (text) => writeNew(`${folder}/spec.json`, text),
    drop: () => removeDraftFolder(folder, log),
  }
}

/** A young executor in it may still be making its files. */
export function removeDraftFolder(folder: string, log: Log): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 5 })
  } catch (error) {
    log.warn(`${folder} is left over until the next start: ${error}`)
  }
}
