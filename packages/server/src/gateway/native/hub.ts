import { type Deps, isTerminal, type TaskMove } from '@muster/core'
import { type Sources, sourceOf } from '@muster/dialects'
import { closeCodes, type Facts, firstAttempt } from '@muster/protocol/agent'
import type { Logger } from 'pino'
import type { Bus } from '../../events/bus.ts'
import type { LinkToFile } from '../../files/links.ts'
import type { ServerKey } from '../../keys/server-key.ts'
import { createPlaces } from '../../limits/places.ts'
import type { HoldOutputs } from '../../outputs/hold.ts'
import { type Admission, createDoorkeeper } from './admission.ts'
import { createBatch } from './batch.ts'
import { createDispatch, type Dispatch } from './dispatch.ts'
import { createIntake } from './intake.ts'
import { createPresence } from './presence.ts'
import { outrun } from './refusal.ts'
import { type Admit, createResumptions } from './resumptions.ts'
import { type Peer, Session } from './session.ts'
import { createTerminalLines, type OpenTerminal } from './terminal-lines.ts'

/** For a connection to become an agent's: enough while ten thousand come back at once. */
const handshakeMs = 60_000
/**
 * Connections that have not said who they are: of one source more than come at once when every host of a full server starts
 * behind one gateway, and from all together so many more that whoever says nothing shuts nobody else out.
 */
const greetingLimit = { each: 12_288, all: 16_384 } as const

export interface Hub extends Pick<Dispatch, 'reserve' | 'deliver' | 'cancel' | 'renew'> {
  readonly admit: Admit
  /** An agent that was let in hung up before it had its socket. */
  readonly abandon: (admission: Admission) => void
  readonly accept: (peer: Peer, admission?: Admission) => void
  readonly openTerminal: OpenTerminal
  readonly cutOff: (instanceIds: readonly number[]) => void
  /** Tasks that ended without their agents hold no places of theirs, and are stopped where they may still run. */
  readonly forget: (moves: readonly TaskMove[]) => void
  /** Asks the silent, drops those that do not answer or never say who they are, and records who is alive. */
  readonly heartbeat: () => Promise<void>
  readonly online: () => number
  readonly close: () => Promise<void>
}

interface Parts {
  readonly deps: () => Deps
  readonly serverKey: ServerKey
  readonly sources: Sources
  /** Of the tickets with which agents come back. */
  readonly ticketKey: string
  readonly bus: Bus
  readonly log: Logger
  /** Keeps what outputs that are to be delivered have beyond their records. */
  readonly hold: HoldOutputs
  readonly wholeOutputLimit: number
  readonly linkToFile: LinkToFile
  readonly region: string
  readonly after: (ms: number, work: () => void) => void
}

export function createHub({
  deps,
  serverKey,
  sources,
  ticketKey,
  bus,
  log,
  hold,
  wholeOutputLimit,
  linkToFile,
  region,
  after,
}: Parts): Hub {
  const sessions = new Map<number, Session>()
  const places = createPlaces(greetingLimit)
  /** Since when each connection has not been ready yet, and how it leaves its place. */
  const greeting = new Map<Session, { readonly since: number; readonly leave: () => void }>()
  const dispatch = createDispatch({ deps, serverKey, sessions, bus, log, wholeOutputLimit, linkToFile, region })
  const intake = createIntake({ deps, bus, log, hold, after, ended: dispatch.ended })

  const lines = createTerminalLines(sessions, serverKey)
  const presence = createPresence({ deps, log, sessions })
  const doorkeeper = createDoorkeeper(deps, ticketKey, sources)
  /** What is open or waits goes to the agents that came in a turn together. */
  const resume = createBatch(async (instanceIds: readonly number[]) => {
    await dispatch.resume(instanceIds)
    return instanceIds
  })

  const parts = {
    get deps() {
      return deps()
    },
    doorkeeper,
    serverKey,
    log,
    events: { ready, report: intake.add, terminal: lines.heard, closed },
  }

  async function ready(session: Session, { instanceId, epoch }: Admission, facts: Facts) {
    endGreeting(session)
    // A `ready` that was long on its way must not push out the agent that has come since.
    if (!(await presence.connect({ id: instanceId, epoch, facts }))) throw outrun()
    if (session.isOpen) take(session)
    presence.settle(instanceId)
    if (!session.isOpen) return presence.leave(instanceId)
    await resume(instanceId)
  }

  /** From now on this is the agent's connection. */
  function take(session: Session) {
    const before = sessions.get(session.instanceId)
    sessions.set(session.instanceId, session)
    before?.close(closeCodes.replaced, 'the agent connected again')
    log.debug({ instance: session.instanceName, address: session.address }, 'agent online')
  }

  function greet(peer: Peer) {
    const leave = places.take(sourceOf(peer.address))
    if (!leave) return peer.connection.terminate()
    greeting.set(new Session(peer, parts), { since: deps().clock.now(), leave })
  }

  function endGreeting(session: Session) {
    greeting.get(session)?.leave()
    greeting.delete(session)
  }

  function accept(peer: Peer, admission?: Admission) {
    if (!admission) return greet(peer)
    const session = new Session(peer, parts, admission)
    take(session)
    presence.settle(admission.instanceId)
    resume(admission.instanceId).catch((error: unknown) => {
      log.error({ error: String(error) }, 'an agent that came back was not sent its tasks')
      session.turnAway()
    })
  }

  function cutOff(instanceIds: readonly number[]) {
    for (const id of instanceIds) {
      const session = sessions.get(id)
      sessions.delete(id)
      session?.refuse('this host was removed')
    }
  }

  function forget(moves: readonly TaskMove[]) {
    const ended = moves.filter(({ to }) => isTerminal(to))
    for (const [instanceId, group] of Map.groupBy(ended, (move) => move.instanceId)) {
      const session = sessions.get(instanceId)
      if (!session) continue
      // Given up though its agent is here: a script that is still at it must not go on behind the record's back.
      const lost = group.filter(({ to }) => to === 'lost')
      if (lost.length > 0)
        session.send({ type: 'cancel', tasks: lost.map(({ taskId }) => ({ sequence: taskId, attempt: firstAttempt })) })
      for (const { taskId } of group) dispatch.ended(session, taskId)
    }
  }

  function closed(session: Session) {
    endGreeting(session)
    lines.gone(session)
    if (sessions.get(session.instanceId) !== session) return
    sessions.delete(session.instanceId)
    log.debug({ instance: session.instanceName }, 'agent offline')
    presence.leave(session.instanceId)
  }

  return {
    admit: createResumptions(doorkeeper, presence),
    abandon: ({ instanceId }) => {
      presence.settle(instanceId)
      presence.leave(instanceId)
    },
    accept,
    openTerminal: lines.open,
    reserve: dispatch.reserve,
    deliver: dispatch.deliver,
    cancel: dispatch.cancel,
    renew: dispatch.renew,
    cutOff,
    forget,
    heartbeat: async () => {
      const { store, clock } = deps()
      for (const [session, { since }] of greeting) if (clock.now() - since >= handshakeMs) session.terminate()
      const alive = [...sessions.values()].filter((session) => session.beat())
      const ids = alive.map(({ instanceId }) => instanceId)
      // What was not sent needs no room on the disk, which may be why it was not.
      await Promise.all([dispatch.askAgain(alive), ids.length > 0 && store.recordHeartbeats({ ids, at: clock.now() })])
    },
    online: () => sessions.size,
    close: async () => {
      presence.close()
      for (const session of greeting.keys()) session.terminate()
      for (const session of sessions.values()) session.close(1001, 'the server stops')
      await intake.idle()
    },
  }
}
