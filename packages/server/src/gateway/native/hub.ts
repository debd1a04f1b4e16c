import { type Deps, isTerminal, type TaskMove } from '@muster/core'
import { closeCodes } from '@muster/protocol/agent'
import type { Logger } from 'pino'
import type { WebSocket } from 'ws'
import type { Bus } from '../../events/bus.ts'
import type { ServerKey } from '../../keys/server-key.ts'
import { createDispatch, type Dispatch } from './dispatch.ts'
import { createIntake } from './intake.ts'
import { Session } from './session.ts'

/** For a connection to become an agent's: enough while ten thousand come back at once. */
const handshakeMs = 60_000

export interface Hub extends Pick<Dispatch, 'reserve' | 'deliver' | 'cancel'> {
  readonly accept: (socket: WebSocket, address: string) => void
  readonly cutOff: (instanceIds: readonly number[]) => void
  /** Tasks that ended without their agents hold no places of theirs. */
  readonly forget: (moves: readonly TaskMove[]) => void
  /** Asks the silent, drops those that do not answer or never say who they are, and records who is alive. */
  readonly heartbeat: () => Promise<void>
  readonly online: () => number
  readonly close: () => Promise<void>
}

interface Parts {
  readonly deps: () => Deps
  readonly serverKey: ServerKey
  readonly bus: Bus
  readonly log: Logger
  readonly after: (ms: number, work: () => void) => void
}

export function createHub({ deps, serverKey, bus, log, after }: Parts): Hub {
  const sessions = new Map<number, Session>()
  /** Since when each connection has not been ready yet. */
  const greeting = new Map<Session, number>()
  const dispatch = createDispatch({ deps, serverKey, sessions, bus, log })
  const intake = createIntake({ deps, bus, log, after, ended: dispatch.ended })

  const parts = {
    get deps() {
      return deps()
    },
    serverKey,
    log,
    events: { ready, report: intake.add, closed },
  }

  async function ready(
    session: Session,
    connection: { epoch: number; facts: Parameters<Deps['store']['connectInstance']>[0]['facts'] },
  ) {
    const { store, clock } = deps()
    greeting.delete(session)
    const before = sessions.get(session.instanceId)
    sessions.set(session.instanceId, session)
    before?.close(closeCodes.replaced, 'the agent connected again')
    await store.connectInstance({ id: session.instanceId, ...connection, at: clock.now() })
    log.debug({ instance: session.instanceName, address: session.address }, 'agent online')
    await dispatch.resend([session.instanceId])
    dispatch.deliver([session.instanceId])
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
      if (session)
        dispatch.ended(
          session,
          group.map(({ taskId }) => taskId),
        )
    }
  }

  function closed(session: Session) {
    greeting.delete(session)
    if (sessions.get(session.instanceId) !== session) return
    sessions.delete(session.instanceId)
    const { store, clock } = deps()
    log.debug({ instance: session.instanceName }, 'agent offline')
    store
      .disconnectInstances({ ids: [session.instanceId], at: clock.now() })
      .catch((error: unknown) => log.error({ error: String(error) }, 'disconnect not stored'))
  }

  return {
    accept: (socket, address) => void greeting.set(new Session(socket, address, parts), deps().clock.now()),
    reserve: dispatch.reserve,
    deliver: dispatch.deliver,
    cancel: dispatch.cancel,
    cutOff,
    forget,
    heartbeat: async () => {
      const { store, clock } = deps()
      for (const [session, since] of greeting) if (clock.now() - since >= handshakeMs) session.terminate()
      const alive = [...sessions.values()].filter((session) => session.beat())
      if (alive.length > 0)
        await store.recordHeartbeats({ ids: alive.map(({ instanceId }) => instanceId), at: clock.now() })
    },
    online: () => sessions.size,
    close: async () => {
      for (const session of greeting.keys()) session.terminate()
      for (const session of sessions.values()) session.close(1001, 'the server stops')
      await intake.idle()
    },
  }
}
