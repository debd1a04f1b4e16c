import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { replaceFile } from '../identity/files.ts'
import type { Spec } from '../tasks/spec.ts'
import { hasResult, leftovers, readExecutor, takeMark } from './evidence.ts'
import { signalProcess, startOf } from './processes.ts'

/** Rounds of killing, 10 ms apart: a process that outlasts them hangs in the kernel. */
const rounds = 100

/**
 * Ends a task whose executor is gone without a result, for good. Without a mark the script never started and never will:
 * the agent takes the mark. With one its end cannot be known; what is left of it is killed, and it is lost.
 */
export async function giveUp(folder: string, spec: Spec, boot: 'same' | 'other', clock: Clock): Promise<void> {
  if (boot === 'other') {
    // A mark may have been lost with the power, so that it is not there proves nothing.
    return lose(folder, 'the host restarted')
  }
  const never = 'agent startFailed the executor was killed before the script started'
  if ((await takeMark(folder, never)) === 'ours') return
  await killLeftovers(folder, spec, clock)
  await lose(folder, 'the executor was killed while the script ran, so its end is not known')
}

/** Ends a script whose guard is gone, as far as anyone can; its task does not stay open in any case. */
export async function endUnguarded(folder: string, spec: Spec, clock: Clock): Promise<void> {
  // First who would tell the kill as an end of the script's own.
  const executor = readExecutor(folder)
  if (executor) signalProcess(executor, 'SIGKILL')
  await killLeftovers(folder, spec, clock)
  await lose(folder, 'the process that ends the script in time was killed, or could not end it')
}

/** Nobody writes a result any more: what is there of one, as a kill or a full disk leaves it, tells nothing. */
async function lose(folder: string, cause: string): Promise<void> {
  if (!hasResult(folder)) await replaceFile(join(folder, 'result'), `lost ${cause}\n`)
}

async function killLeftovers(folder: string, { cgroup, cookie }: Spec, clock: Clock): Promise<void> {
  if (cgroup !== '') await writeFile(`${cgroup}/cgroup.kill`, '1').catch(() => {})
  for (let round = 0; round < rounds; round++) {
    const found = leftovers(folder, cookie)
    if (found.length === 0) return
    for (const pid of found) {
      const start = startOf(pid)
      if (start) signalProcess({ pid, start }, 'SIGKILL')
    }
    await new Promise<void>((resolve) => clock.after(10, resolve))
  }
}
