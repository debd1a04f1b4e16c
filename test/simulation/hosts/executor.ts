import { judge } from '../../../packages/agent/src/execute/judge.ts'
import { incompleteTail } from '../../../packages/agent/src/report/utf8.ts'
import type { Executor, Look } from '../../../packages/agent/src/tasks/ports.ts'
import { deadSpec, type Key, keyName, lostSpec, type Spec } from '../../../packages/agent/src/tasks/spec.ts'
import type { Chance } from '../chance.ts'
import type { Process, Timeline } from '../time/timeline.ts'
import type { Disk, Folder } from './disk.ts'
import type { Script } from './script.ts'

/** As the agent's follower does where hints do not come. */
const pollMs = 2_000

export interface ExecutorParts {
  readonly timeline: Timeline
  readonly process: Process
  readonly chance: Chance
  readonly disk: Disk
  readonly boot: string
  readonly now: () => number
  readonly start: (folder: Folder, script: Script) => void
}

/** The host's side of one life of an agent. What it starts outlives it; what became of that, the true `judge` says. */
export function createExecutor(parts: ExecutorParts): Executor & { readonly hint: (key: Key) => void } {
  const { timeline, process, chance, disk, boot, now } = parts
  /** By their cookies: what was made ready and not yet started. */
  const followed = new Set<string>()
  let listener: (key: Key) => void = () => {}

  const pause = (least: number, most: number) =>
    new Promise<void>((resolve) => timeline.after(chance.skewed(least, most), process, resolve))

  const poll = (spec: Spec) => {
    timeline.after(pollMs, process, () => {
      if (!followed.has(keyName(spec))) return
      listener(spec)
      poll(spec)
    })
  }

  const judgeFolder = (folder: Folder, spec: Spec) =>
    judge(spec, {
      boot: spec.boot === boot ? 'same' : 'other',
      executor: spec.boot === boot ? folder.executor : 'none',
      mark: folder.mark,
      result: folder.result,
      exitAt: undefined,
    })

  /** As `execute/abandoned.ts`. */
  const giveUp = (folder: Folder, spec: Spec) => {
    if (spec.boot !== boot) folder.result = { text: 'lost the host restarted', at: now() }
    else if (!folder.mark)
      folder.mark = { text: 'agent startFailed the executor was killed before the script started', at: now() }
    else folder.result = { text: 'lost the executor was killed while the script ran', at: now() }
  }

  const look = async (spec: Spec): Promise<Look> => {
    await pause(0.01, 0.5)
    const folder = disk.folders.get(keyName(spec))
    const nothing = { startedAt: null, available: 0, end: null }
    if (!folder) return nothing
    let judged = judgeFolder(folder, spec)
    if (judged.state === 'abandoned') {
      giveUp(folder, spec)
      judged = judgeFolder(folder, spec)
    }
    const { output } = folder
    const tail = () => incompleteTail(output.subarray(-4))
    if (judged.state === 'running') {
      const cut = output.length >= spec.outputLimit ? tail() : 0
      return { startedAt: judged.startedAt, available: output.length - cut, end: null }
    }
    if (judged.state !== 'ended') return nothing
    followed.delete(keyName(spec))
    const { ending, dropped } = judged
    if (ending.startedAt === null) return { startedAt: null, available: 0, end: { ...ending, size: 0, dropped: 0 } }
    const cut = dropped > 0 ? tail() : 0
    const size = output.length - cut
    return { startedAt: ending.startedAt, available: size, end: { ...ending, size, dropped: dropped + cut } }
  }

  return {
    onChange: (next) => {
      listener = next
    },
    hint: (key) => listener(key),
    prepare: async (plan) => {
      await pause(0.02, 1)
      const script: Script = JSON.parse(Buffer.from(plan.script, 'base64').toString())
      if (script.fails === 'at preparation')
        return deadSpec(plan, plan.task, boot, { outcome: 'startFailed', cause: 'there is no such user', at: now() })
      return {
        ...lostSpec(plan),
        task: plan.task,
        boot,
        scratch: JSON.stringify(script),
        outputLimit: plan.outputLimit,
        output: plan.output,
        timeoutSeconds: plan.timeoutSeconds,
        killGraceMs: plan.killGraceMs,
      }
    },
    launch: (spec) => {
      const name = keyName(spec)
      if (spec.verdict || followed.has(name)) return
      followed.add(name)
      poll(spec)
      const folder = disk.folders.get(name)
      if (!folder || judgeFolder(folder, spec).state !== 'absent') return
      parts.start(folder, JSON.parse(spec.scratch))
    },
    look,
    read: async (spec, offset, length) => {
      await pause(0.01, 0.3)
      return disk.folders.get(keyName(spec))?.output.subarray(offset, offset + length) ?? Buffer.alloc(0)
    },
    cancel: async (spec) => {
      await pause(0.01, 0.5)
      const folder = disk.folders.get(keyName(spec))
      if (!folder) return
      if (folder.mark) folder.stop?.()
      else folder.mark = { text: 'agent cancelled cancelled before it started', at: now() }
    },
    forget: async (spec) => {
      followed.delete(keyName(spec))
    },
  }
}
