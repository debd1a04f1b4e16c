import { processesWith } from '../execute/processes.ts'

/** In the environment of all that the terminals of one agent have started. */
export const ownerVariable = 'MUSTER_TERMINAL_OF'

/** Kills what the terminals of an earlier agent have left, where their keepers were killed too. */
export function endLeftovers(agent: string): void {
  // One more look: a process may fork behind the first.
  for (let looks = 0; looks < 3; looks++) for (const pid of processesWith(`${ownerVariable}=${agent}`)) kill(pid)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended in between, or is another user's.
  }
}
