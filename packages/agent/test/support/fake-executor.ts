import type { Plan } from '@muster/protocol/agent'
import type { Clock } from '../../src/clock.ts'
import type { Behaviour } from '../../src/swarm/simulated-desk.ts'
import type { Executor, Look } from '../../src/tasks/ports.ts'
import { deadSpec, type Key, keyName, type Spec } from '../../src/tasks/spec.ts'

const line = Buffer.from('the quick brown fox jumps over..\n')

/** Runs nothing: a task starts at once, writes what it is told to write and ends after the delay. */
export function fakeExecutor(behaviour: Behaviour, chance: () => number, clock: Clock): Executor {
  const looks = new Map<string, Look>()
  let listener: (key: Key) => void = () => {}

  const finish = (spec: Spec, startedAt: number, outcome: 'exited' | 'terminated') => {
    const name = keyName(spec)
    if (!looks.has(name) || looks.get(name)?.end) return
    const size = Math.min(behaviour.outputBytes, spec.outputLimit)
    const dropped = behaviour.outputBytes - size
    const exitCode = outcome === 'terminated' ? 143 : chance() < behaviour.failureRate ? 1 : 0
    const end = { at: clock.now(), startedAt, outcome, exitCode, size, dropped, cause: '' }
    looks.set(name, { startedAt, available: size, end })
    listener(spec)
  }

  return {
    onChange: (next) => {
      listener = next
    },
    prepare: async (plan: Plan) => ({
      ...deadSpec(plan, plan.task, '', { outcome: 'cancelled', cause: '', at: 0 }),
      outputLimit: plan.outputLimit,
      verdict: null,
    }),
    launch: (spec) => {
      const startedAt = clock.now()
      looks.set(keyName(spec), { startedAt, available: 0, end: null })
      listener(spec)
      clock.after(behaviour.delayMs, () => finish(spec, startedAt, 'exited'))
    },
    look: async (spec) => {
      if (!spec.verdict) return looks.get(keyName(spec)) ?? { startedAt: null, available: 0, end: null }
      const { outcome, cause, at } = spec.verdict
      const end = { at, startedAt: null, outcome, exitCode: null, size: 0, dropped: 0, cause }
      return { startedAt: null, available: 0, end }
    },
    read: async (_, offset, length) => {
      const shift = offset % line.length
      return Buffer.alloc(shift + length, line).subarray(shift)
    },
    cancel: async (spec) => finish(spec, looks.get(keyName(spec))?.startedAt ?? clock.now(), 'terminated'),
    forget: async (spec) => {
      looks.delete(keyName(spec))
    },
  }
}
