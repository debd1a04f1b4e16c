import { begin, rewind } from '../../packages/agent/src/report/progress.ts'
import { look, speak, take } from './agent.ts'
import { deeds } from './host.ts'
import { askToCancel, becomeLate, claim, hear, keepBack, passDeadline, remove, resend } from './server.ts'
import { key, type World } from './world.ts'

/** Messages under way in one direction; more of them only repeat what two show. */
const underWay = 2

type Event = (world: World) => World | undefined

const cut = (world: World): World => ({ ...world, line: 'down', toAgent: [], toServer: [] })

const fault =
  (event: Event): Event =>
  (world) =>
    world.faults > 0 ? event({ ...world, faults: world.faults - 1 }) : undefined

/** A new line: each side tells the other what it does not hold. */
const connect: Event = (world) => {
  const { agent, line, removed } = world
  if (line === 'up' || removed || agent.process === 'dead') return undefined
  const progress = agent.progress && rewind(agent.progress)
  const named = progress !== undefined && !progress.held.done
  return resend({ ...world, line: 'up', agent: { ...agent, progress, named } })
}

const lineBreaks: Event = (world) => (world.line === 'up' ? cut(world) : undefined)

const killAgent: Event = (world) =>
  world.agent.process === 'alive'
    ? { ...cut(world), agent: { ...world.agent, process: 'dead', progress: undefined, named: false } }
    : undefined

const startAgent: Event = (world) => {
  const { agent } = world
  if (agent.process === 'alive') return undefined
  return { ...world, agent: { ...agent, process: 'alive', progress: agent.folder === 'none' ? undefined : begin(key) } }
}

const agentTakes =
  (keep: 0 | 1): Event =>
  (world) => {
    const [message, ...rest] = world.toAgent
    return message && take({ ...world, toAgent: keep === 1 ? world.toAgent : rest }, message)
  }

const serverHears =
  (keep: 0 | 1): Event =>
  (world) => {
    const [message, ...rest] = world.toServer
    return message && hear({ ...world, toServer: keep === 1 ? world.toServer : rest }, message)
  }

/** All that can happen next, by name. What would overfill a line waits. */
export const events: Readonly<Record<string, Event>> = {
  'the server claims': claim,
  'the server withholds': keepBack,
  'a caller cancels': askToCancel,
  'the deadline passes': passDeadline,
  'the start deadline passes': becomeLate,
  'the host is removed': remove,
  'the agent takes a message': agentTakes(0),
  'the server hears a message': serverHears(0),
  'the agent looks': look,
  'the agent speaks': speak,
  'the agent connects': connect,
  'the agent starts again': startAgent,
  'the line breaks': fault(lineBreaks),
  'the server starts again': fault(lineBreaks),
  'the agent is killed': fault(killAgent),
  'the agent gets a message twice': fault(agentTakes(1)),
  'the server gets a message twice': fault(serverHears(1)),
  ...Object.fromEntries(Object.entries(deeds).map(([name, event]) => [`the script: ${name}`, event])),
}

export function* after(world: World): Generator<readonly [name: string, next: World]> {
  for (const [name, event] of Object.entries(events)) {
    const next = event(world)
    if (!next || next.toAgent.length > underWay || next.toServer.length > underWay) continue
    yield [name, next]
  }
}

/** Events that need no fault, no caller and no time: when none is left, all that was under way has arrived. */
export const settling = ['the agent takes a message', 'the server hears a message', 'the agent looks', 'the agent speaks', 'the agent connects', 'the agent starts again', 'the server claims', 'the server withholds'] // biome-ignore format: a list
