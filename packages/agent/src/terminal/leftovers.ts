import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processesWith } from '../execute/processes.ts'

/** In the environment of all that the terminals of one agent have started. */
export const ownerVariable = 'MUSTER_TERMINAL_OF'

/** There since the first terminal: to look through the environments of all processes costs an agent 10 MB. */
const markOf = (data: string) => join(data, 'had-terminals')

/** Before a terminal is opened. */
export const markTerminals = (data: string): void => writeFileSync(markOf(data), '', { mode: 0o600 })

/** Kills what the terminals of an earlier agent have left, where their keepers were killed too. */
export function endLeftovers(data: string, agent: string): void {
  if (!existsSync(markOf(data))) return
  // One more look: a process may fork behind the first.
  for (let looks = 0; looks < 3; looks++) for (const pid of processesWith(`${ownerVariable}=${agent}`)) kill(pid)
  rmSync(markOf(data), { force: true })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended in between, or is another user's.
  }
}
