import type { Chance } from '../chance.ts'
import type { Process, Timeline } from '../time/timeline.ts'
import type { Folder } from './disk.ts'
import { printed, type Script } from './script.ts'

/** What truly became of one task on one machine. */
export interface Truth {
  starts: number
  /** By the server's clock. */
  startedAt: number | undefined
  /** All bytes that the script wrote. */
  output: Buffer
  end: { readonly by: 'exit' | 'timeout' | 'cancel'; readonly code: number; readonly at: number } | undefined
  /** What may have made it lost. */
  broken: 'executor killed' | 'rebooted' | undefined
}

export const noTruth = (): Truth => ({
  starts: 0,
  startedAt: undefined,
  output: Buffer.alloc(0),
  end: undefined,
  broken: undefined,
})

interface Parts {
  readonly timeline: Timeline
  /** Of this boot of the machine: executors outlive agents. */
  readonly machine: Process
  readonly chance: Chance
  readonly now: () => number
  readonly truth: (folder: Folder) => Truth
  /** The kernel's hint that something in a folder has changed. */
  readonly changed: (folder: Folder) => void
  readonly started: (folder: Folder, truth: Truth) => void
}

/** Starts the executor of a task: it claims the task by its mark, becomes the script and holds the deadline. */
export function startExecutor(parts: Parts, folder: Folder, script: Script): void {
  const { timeline, machine, chance, changed } = parts
  folder.executor = 'alive'
  const owner: Process = { name: `${machine.name} task ${folder.spec.sequence}`, alive: true, pausedUntil: 0 }
  const later = (ms: number, work: () => void) =>
    timeline.after(ms, machine, () => {
      if (folder.executor === 'alive' && owner.alive) work()
    })

  later(chance.skewed(0.05, script.startsAfterMs + 0.1), () => {
    if (folder.mark) {
      folder.executor = 'dead'
      return
    }
    folder.mark = { text: 'script', at: parts.now() }
    const truth = parts.truth(folder)
    truth.starts += 1
    truth.startedAt ??= timeline.now
    parts.started(folder, truth)
    changed(folder)
    runScript()
  })

  const end = (by: 'exit' | 'timeout' | 'cancel', code: number) => {
    const { written, spec } = folder
    const dropped = Math.max(0, written - spec.outputLimit)
    parts.truth(folder).end = { by, code, at: parts.now() }
    owner.alive = false
    // The executor writes what it knows a moment after the script has gone.
    timeline.after(chance.skewed(0.05, 2), machine, () => {
      folder.result = { text: `ended ${by} ${code} exec ${dropped} 0`, at: parts.now() }
      folder.executor = 'dead'
      folder.stop = undefined
      changed(folder)
    })
  }

  const stop = (by: 'timeout' | 'cancel') => {
    if (stopping) return
    stopping = true
    if (script.onTerm === 'ends') later(chance.skewed(0.1, 100), () => end(by, 143))
    else later(folder.spec.killGraceMs, () => end(by, 137))
  }
  let stopping = false

  const runScript = () => {
    folder.stop = () => stop('cancel')
    later(folder.spec.timeoutSeconds * 1000, () => stop('timeout'))
    let at = 0
    for (const [index, { afterMs, bytes }] of script.prints.entries()) {
      at += afterMs
      later(at, () => print(printed(folder.spec.sequence * 31 + folder.spec.attempt * 7 + index, bytes)))
    }
    const { exitCode } = script
    if (exitCode !== null) later(at + script.endsAfterMs, () => end('exit', exitCode))
  }

  const print = (bytes: Buffer) => {
    const truth = parts.truth(folder)
    truth.output = Buffer.concat([truth.output, bytes])
    const room = Math.max(0, folder.spec.outputLimit - folder.output.length)
    folder.output = Buffer.concat([folder.output, bytes.subarray(0, room)])
    folder.written += bytes.length
    changed(folder)
  }
}
