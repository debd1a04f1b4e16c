import type { Outcome } from '@muster/core'
import { type Script, text, type World } from './world.ts'

const next = (world: World, script: Partial<Script>): World => ({ ...world, script: { ...world.script, ...script } })
const waits = ({ agent, script }: World) => agent.folder === 'accepted' && script.mark === 'none' && !script.end
const runs = ({ script }: World) => script.mark === 'script' && !script.end

const ended = (outcome: Outcome, exitCode: number | null = null) => ({ end: { outcome, exitCode } })

/** What a host does by itself. */
export const deeds: Readonly<Record<string, (world: World) => World | undefined>> = {
  start: (world) => (waits(world) ? next(world, { mark: 'script', starts: world.script.starts + 1 }) : undefined),
  'fail to start': (world) => (waits(world) ? next(world, { mark: 'agent', ...ended('startFailed') }) : undefined),
  write: (world) =>
    runs(world) && world.script.written < text.length ? next(world, { written: world.script.written + 1 }) : undefined,
  succeed: (world) => (runs(world) ? next(world, ended('exited', 0)) : undefined),
  fail: (world) => (runs(world) ? next(world, ended('exited', 1)) : undefined),
  'time out': (world) => (runs(world) ? next(world, ended('timedOut', 143)) : undefined),
  'be stopped': (world) => (runs(world) && world.script.stopAsked ? next(world, ended('terminated', 143)) : undefined),
  'be lost': (world) => (runs(world) || waits(world) ? next(world, ended('lost')) : undefined),
}

/** A cancel at the host: whoever makes the mark first decides. */
export function stop(world: World): World {
  if (waits(world)) return next(world, { mark: 'agent', ...ended('cancelled') })
  return runs(world) ? next(world, { stopAsked: true }) : world
}
