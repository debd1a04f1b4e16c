import { askedFor, type Ending } from '@muster/protocol/agent'
import { acknowledge, begin, nextStep, rewind, see, tell } from '../../packages/agent/src/report/progress.ts'
import { sortDelivery } from '../../packages/agent/src/tasks/admission.ts'
import type { Look } from '../../packages/agent/src/tasks/ports.ts'
import { makePlan } from '../../packages/agent/test/support/plans.ts'
import { stop } from './host.ts'
import { type Agent, key, noScript, type ToAgent, type World } from './world.ts'

const known = (world: World, agent: Partial<Agent>): World => ({ ...world, agent: { ...world.agent, ...agent } })

/** What the agent's next look at the host would show. */
export function lookAt({ agent, script }: World): Look {
  const cancelled = agent.folder === 'neverRuns' ? ({ outcome: 'cancelled', exitCode: null } as const) : undefined
  const startedAt = script.mark === 'script' ? 0 : null
  const end = script.end ?? cancelled
  if (!end) return { startedAt, available: script.written, end: null }
  const ending: Ending = { ...end, at: 0, startedAt, size: script.written, dropped: 0, cause: '' }
  return { startedAt, available: script.written, end: ending }
}

export function look(world: World): World | undefined {
  const { progress } = world.agent
  if (!progress || progress.seen.end) return undefined
  const seen = lookAt(world)
  const same = seen.startedAt === progress.seen.startedAt && seen.available === progress.seen.available && !seen.end
  return same ? undefined : known(world, { progress: see(progress, seen), named: true })
} // biome-ignore format: a line

/** The next thing that it has to say. */
export function speak(world: World): World | undefined {
  const { progress } = world.agent
  const step = progress && world.line === 'up' ? nextStep(progress) : undefined
  if (!progress || !step || !world.agent.named) return undefined
  return { ...known(world, { progress: tell(progress, step) }), toServer: [...world.toServer, { kind: 'step', step }] }
}

/** As `Desk.handle`, over the same rules. */
export function take(world: World, message: ToAgent): World {
  if (message.kind === 'deliver') return deliver(world, message.only)
  return message.kind === 'cancel' ? cancel(world) : hold(world, message.offset, message.done)
}

function deliver(world: World, only: 'start' | 'ask'): World {
  const { progress, settled } = world.agent
  const plan = makePlan({ ...key, ...(only === 'ask' ? { deliverBy: askedFor } : {}) })
  const now = {
    isKnown: () => progress !== undefined,
    settled: settled ? key.sequence : 0,
    running: 0,
    known: 0,
    forbids: () => undefined,
  }
  const { plans, refused } = sortDelivery([{ kind: 'plan', plan }], now)
  const [no] = refused
  if (no) return { ...world, toServer: [...world.toServer, { kind: 'refused', code: no.code }] }
  if (plans.length > 0) {
    // A new folder knows nothing of an older one's mark.
    const script = { ...noScript, starts: world.script.starts }
    return { ...known(world, { folder: 'accepted', progress: begin(key), named: true }), script }
  }
  return progress ? known(world, { progress: rewind(progress), named: true }) : world
}

function cancel(world: World): World {
  const { progress, settled } = world.agent
  if (progress?.seen.end) return known(world, { progress: rewind(progress), named: true })
  if (progress) return stop(world)
  if (settled) return { ...world, toServer: [...world.toServer, { kind: 'refused', code: 'settled' }] }
  return known(world, { folder: 'neverRuns', progress: begin(key) })
}

/** Where nothing else is open, all has settled once the task is done. */
function hold(world: World, offset: number, done: boolean): World {
  const { progress } = world.agent
  const settled = world.agent.settled || done
  if (!progress) return known(world, { settled })
  const held = acknowledge(progress, offset, done)
  const forgotten = settled && held.held.done && held.seen.end
  return forgotten ? known(world, { settled, folder: 'none', progress: undefined }) : known(world, { settled, progress: held })
} // biome-ignore format: a line
