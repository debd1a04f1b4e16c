import { type Assignment, type Deps, isTerminal, type TaskMove } from '@muster/core'
import { closeCodes } from '@muster/protocol/agent'
import type { Logger } from 'pino'
import type { WebSocket } from 'ws'
import type { Bus } from '../../events/bus.ts'
import type { ServerKey } from '../../keys/server-key.ts'
import { createIntake } from './intake.ts'
import { type Addressed, signPlans } from './plans.ts'
import { Session } from './session.ts'
import { createTurns } from './turns.ts'

/** Unended tasks that one agent is given at a time; more wait in the store. Below the agent's own limit of 256. */
const window = 64
/** A slow reader is sent nothing new while this much waits in its socket. */
const backlogLimit = 1 << 20
/** For a connection to become an agent's: enough while ten thousand come back at once. */
const handshakeMs = 60_000

export interface Hub {
  readonly accept: (socket: WebSocket, address: string) => void
  readonly deliver: (instanceIds: readonly number[]) => void
  readonly cancel: (instanceIds: readonly number[]) => void
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
}

export function createHub({ deps, serverKey, bus, log }: Parts): Hub {
  const sessions = new Map<number, Session>()
  /** Since when each connection has not been ready yet. */
  const greeting = new Map<Session, number>()
  const wanting = createTurns()
  let claiming = false
  const intake = createIntake({ deps, bus, log, settle })

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
    await resend([session.instanceId])
    deliver([session.instanceId])
  }

  /** Sends again what was sent before the connection broke; the agent knows what it has. */
  async function resend(instanceIds: readonly number[]) {
    const assignments = await deps().store.openAssignments(instanceIds)
    for (const { instanceId, taskId } of assignments) track(instanceId, taskId)
    sendPlans(assignments.filter(({ state }) => state === 'delivering'))
    sendCancels(assignments.filter(({ state }) => state === 'cancelling'))
  }

  function track(instanceId: number, sequence: number) {
    const session = sessions.get(instanceId)
    if (!session) return
    session.open.add(sequence)
    session.highestSequence = Math.max(session.highestSequence, sequence)
  }

  function sendPlans(assignments: readonly Assignment[]) {
    const { nativeIds, vault } = deps()
    const reachable = assignments.filter(({ instanceId }) => sessions.has(instanceId))
    const instanceName = (id: number) => sessions.get(id)?.instanceName ?? ''
    const addressed = signPlans({ nativeIds, vault, serverKey, instanceName }, reachable)
    for (const [instanceId, plans] of Map.groupBy(addressed, (plan: Addressed) => plan.instanceId)) {
      for (const { taskId } of plans) track(instanceId, taskId)
      sessions.get(instanceId)?.send({ type: 'deliver', tasks: plans.map(({ signed }) => signed) })
    }
  }

  function sendCancels(tasks: readonly { instanceId: number; taskId: number; attempt: number }[]) {
    for (const [instanceId, group] of Map.groupBy(tasks, (task) => task.instanceId)) {
      for (const { taskId } of group) track(instanceId, taskId)
      sessions.get(instanceId)?.send({
        type: 'cancel',
        tasks: group.map(({ taskId, attempt }) => ({ sequence: taskId, attempt })),
      })
    }
  }

  function deliver(instanceIds: readonly number[]) {
    wanting.add(instanceIds.filter((id) => sessions.has(id)))
    if (claiming || !wanting.waiting()) return
    claiming = true
    // One turn later, so that calls of one tick share one claim.
    setImmediate(() => {
      claimAll()
        .catch((error: unknown) => log.error({ error: String(error) }, 'claim failed; the sweep repeats it'))
        .finally(() => {
          claiming = false
          deliver([])
        })
    })
  }

  async function claimAll() {
    for (let ids = wanting.take(); ids.length > 0; ids = wanting.take()) {
      const instances = ids.flatMap((id) => {
        const session = sessions.get(id)
        const room = session && session.backlog < backlogLimit ? window - session.open.size : 0
        return room > 0 ? [{ id, limit: room }] : []
      })
      if (instances.length === 0) continue
      const { store, clock } = deps()
      const assignments = await store.claimTasks({ instances, at: clock.now() })
      sendPlans(assignments)
      bus.publishMoves(assignments.map((assignment) => ({ ...assignment, from: 'pending', to: 'delivering' })))
    }
  }

  function cancel(instanceIds: readonly number[]) {
    const here = instanceIds.filter((id) => sessions.has(id))
    if (here.length === 0) return
    deps()
      .store.cancellingTasks(here)
      .then((tasks) => sendCancels(tasks.map((task) => ({ ...task, attempt: 1 }))))
      .catch((error: unknown) =>
        log.error({ error: String(error) }, 'cancel not sent; it is repeated at the next connect'),
      )
  }

  /** Takes ended sequences off a session; gives the one up to which all have ended. */
  function settle(session: Session, ended: readonly number[]): number | null {
    if (ended.length === 0) return null
    const wasFull = session.open.size >= window
    for (const sequence of ended) {
      session.open.delete(sequence)
      session.highestSequence = Math.max(session.highestSequence, sequence)
    }
    if (wasFull) deliver([session.instanceId])
    if (session.refusedAsBusy) {
      session.refusedAsBusy = false
      resend([session.instanceId]).catch((error: unknown) => log.error({ error: String(error) }, 'not sent again'))
    }
    return session.open.size === 0 ? session.highestSequence : Math.min(...session.open) - 1
  }

  function forget(moves: readonly TaskMove[]) {
    const ended = moves.filter(({ to }) => isTerminal(to))
    for (const [instanceId, group] of Map.groupBy(ended, (move) => move.instanceId)) {
      const session = sessions.get(instanceId)
      for (const { taskId } of group) session?.open.delete(taskId)
    }
    deliver([...new Set(ended.map(({ instanceId }) => instanceId))])
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
    deliver,
    cancel,
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
