import type { Progress } from '../../packages/agent/src/report/progress.ts'
import type { ToAgent, ToServer, World } from './world.ts'

/**
 * Two worlds of the same name are the same. Written out, because their JSON is 15 times as long, and a million names are
 * kept. Causes are left out: what follows does not hang on them.
 */
export function nameOf(world: World): string {
  const { record, late, removed, line, toAgent, toServer, agent, script, faults } = world
  return [
    `${record.state} ${record.outputSize} ${bit(record.startedAt !== undefined)}`,
    `${bit(late)}${bit(removed)} ${line} ${faults}`,
    toAgent.map(ofServer).join(),
    toServer.map(ofAgent).join(),
    `${agent.process} ${agent.folder} ${bit(agent.settled)}${bit(agent.named)}`,
    agent.progress ? ofProgress(agent.progress) : '',
    `${script.mark} ${script.starts} ${script.written} ${bit(script.stopAsked)}`,
    script.end ? `${script.end.outcome} ${script.end.exitCode}` : '',
  ].join('|')
}

const bit = (flag: boolean) => (flag ? 1 : 0)

function ofServer(message: ToAgent): string {
  if (message.kind === 'deliver') return message.only
  return message.kind === 'cancel' ? 'cancel' : `${message.offset}${bit(message.done)}`
}

function ofAgent(message: ToServer): string {
  if (message.kind === 'refused') return message.code
  const { step } = message
  if (step.kind === 'output') return `${step.offset}+${step.length}`
  return step.kind === 'finished' ? `end ${step.end.size}` : step.kind
}

/** An end that was seen is the script's. */
const ofProgress = ({ seen, sent, held }: Progress) =>
  `${bit(seen.startedAt !== null)} ${seen.available} ${bit(seen.end !== null)}${bit(sent.accepted)}${bit(sent.started)} ${sent.offset} ${bit(sent.end)} ${held.offset} ${bit(held.done)}`
