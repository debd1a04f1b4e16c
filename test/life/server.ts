import { cancel, expire, giveUp, isTerminal, type TaskChange, withhold } from '@muster/core'
import { eventOf } from '../../packages/agent/src/report/progress.ts'
import { refusal } from '../../packages/agent/src/tasks/admission.ts'
import { reportOf } from '../../packages/server/src/gateway/native/reports.ts'
import { apply, begin } from '../../packages/store/src/tasks/reported.ts'
import { key, type ToAgent, type ToServer, text, timeoutSeconds, type World } from './world.ts'

const waits = ({ record }: World) => record.state === 'pending' || record.state === 'delayed'
const wasSent = ({ record }: World) => ['delivering', 'running', 'cancelling'].includes(record.state)

/** Moments do not count here, only their order. */
const change = (world: World, to: TaskChange | undefined): World | undefined =>
  to && { ...world, record: { ...world.record, ...to, dueAt: world.record.dueAt, endedAt: undefined } }

export const send = (world: World, ...messages: readonly ToAgent[]): World =>
  world.line === 'up' ? { ...world, toAgent: [...world.toAgent, ...messages] } : world

export function claim(world: World): World | undefined {
  if (!waits(world) || world.line === 'down' || world.late) return undefined
  return send({ ...world, record: { ...world.record, state: 'delivering' } }, { kind: 'deliver', only: 'start' })
}

/** What waits and is late is withheld as its host comes. */
export function keepBack(world: World): World | undefined {
  if (!waits(world) || world.line === 'down' || !world.late) return undefined
  return change(world, withhold(() => 'shut out')(world.record, 0))
}

export function askToCancel(world: World): World | undefined {
  const asked = change(world, cancel(world.record, 0)) ?? world
  const next = world.record.state === 'cancelling' || wasSent(asked) ? send(asked, { kind: 'cancel' }) : asked
  return next === world ? undefined : next
}

/** What is given up is stopped where its agent is connected. */
export function passDeadline(world: World): World | undefined {
  const ended = change(world, expire(world.record, world.record.dueAt))
  return ended && wasSent(world) ? send(ended, { kind: 'cancel' }) : ended
}

export function remove(world: World): World | undefined {
  const ended = change(world, giveUp(world.record, 0))
  return ended && { ...ended, removed: true, line: 'down', toAgent: [], toServer: [] }
}

export const becomeLate = (world: World): World | undefined =>
  world.late || isTerminal(world.record.state) ? undefined : { ...world, late: true }

/** What was sent and has not ended, over a new line. */
export function resend(world: World): World {
  if (world.record.state === 'delivering') return send(world, { kind: 'deliver', only: world.late ? 'ask' : 'start' })
  return world.record.state === 'cancelling' ? send(world, { kind: 'cancel' }) : world
}

export function hear(world: World, message: ToServer): World {
  const event =
    message.kind === 'refused'
      ? refusal(key, message.code, message.code)
      : eventOf(key, message.step, bytesOf(message.step))
  const report = reportOf(event, 0)
  if (!report) return world
  const entry = begin({ task: world.record, timeoutSeconds })
  apply(entry, report, 0)
  const record = { ...entry.after, dueAt: world.record.dueAt, endedAt: undefined }
  const output = world.output + Buffer.concat(entry.pieces).toString()
  const done = isTerminal(record.state)
  const heard = { ...world, record, output }
  const stopped = report.kind === 'started' && done ? send(heard, { kind: 'cancel' }) : heard
  return send(stopped, { kind: 'acknowledge', offset: record.outputSize, done })
}

const bytesOf = (step: Extract<ToServer, { kind: 'step' }>['step']) =>
  Buffer.from(step.kind === 'output' ? text.slice(step.offset, step.offset + step.length) : '')
