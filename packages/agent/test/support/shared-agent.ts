import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type { Plan, TaskEvent } from '@muster/protocol/agent'
import { waitingText } from '../../src/execute/waiting-shell.ts'
import { hostNameOf } from '../../src/identity/host-name.ts'
import { type AgentProcess, type Stage, setStage } from './agent-process.ts'
import { makePlan } from './plans.ts'

export interface Ended {
  readonly sequence: number
  readonly end: Extract<TaskEvent, { event: 'finished' }>
  readonly output: string
}

export interface SharedAgent {
  stage: Stage
  agent: AgentProcess
  readonly start: (script: string, changes?: Partial<Plan>) => number
  /** The files in the agent's folder in memory, but for the one that waits for a script. */
  readonly scratch: () => readonly string[]
  readonly run: (script: string, changes?: Partial<Plan>) => Promise<Ended>
}

function filesBelow(parent: string): readonly string[] {
  if (!existsSync(parent)) return []
  const entries = readdirSync(parent, { recursive: true, withFileTypes: true })
  return entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
}

/** Empty when it has just gone. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** One agent for all tests of a suite; called at its top. */
export function shareAgent(environment: Readonly<Record<string, string>> = {}): SharedAgent {
  let sequence = 0
  const cleaners: (() => Promise<void>)[] = []
  const shared: SharedAgent = {
    stage: undefined as never,
    agent: undefined as never,
    start: (script, changes = {}) => {
      sequence += 1
      shared.stage.server.deliver([makePlan({ sequence, ...changes }, script)])
      return sequence
    },
    scratch: () =>
      ['/run', '/dev/shm']
        .map((base) => join(base, hostNameOf(shared.stage.data)))
        .flatMap((parent) => filesBelow(parent))
        .filter((file) => !['', waitingText('/bin/sh')].includes(textOf(file))),
    run: async (script, changes) => {
      const started = shared.start(script, changes)
      const end = await shared.stage.server.event('finished', started)
      return { sequence: started, end, output: shared.stage.server.output(started).toString() }
    },
  }
  before(async () => {
    shared.stage = await setStage({ after: (clean) => cleaners.push(clean) })
    shared.agent = shared.stage.start(undefined, environment)
    await shared.stage.server.connected()
  })
  after(async () => {
    for (const clean of cleaners) await clean()
  })
  return shared
}

/** Why a test that needs root is left out, or false. */
export const withoutRoot = process.geteuid?.() === 0 ? false : 'needs root, to run scripts as another user'
