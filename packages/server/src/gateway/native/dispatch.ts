import { type Assignment, type Deps, forbiddenNow, type Reservation } from '@muster/core'
import { firstAttempt } from '@muster/protocol/agent'
import type { Logger } from 'pino'
import type { Bus } from '../../events/bus.ts'
import type { LinkToFile } from '../../files/links.ts'
import type { ServerKey } from '../../keys/server-key.ts'
import { backlogLimit, createClaim } from './claims.ts'
import type { OpenTasks } from './open-tasks.ts'
import { createPlanSigner } from './plans.ts'
import type { Session } from './session.ts'
import { createSliceSizes, createTurns } from './turns.ts'

export interface Dispatch {
  readonly reserve: (instanceIds: readonly number[]) => Reservation
  /** Claims and sends what waits in the store for these instances. */
  readonly deliver: (instanceIds: readonly number[]) => void
  readonly cancel: (instanceIds: readonly number[]) => void
  /** Sends again what stays at these instances; the others hear of it when they connect. */
  readonly renew: (instanceIds: readonly number[]) => void
  /**
   * Sends to agents that have come what was sent over a connection that broke, of which they know what they have, and what
   * waits. From then on it is known what is settled there.
   */
  readonly resume: (instanceIds: readonly number[]) => Promise<void>
  /** Takes an ended task off a session, and gives the room to others. */
  readonly ended: (session: Session, sequence: number) => void
  /** Sends again what these agents had no room for, as it may have been their disks that were full, or were not sent. */
  readonly askAgain: (sessions: readonly Session[]) => Promise<void>
}

interface Parts {
  readonly deps: () => Deps
  readonly serverKey: ServerKey
  /** The connected agents by instance. */
  readonly sessions: ReadonlyMap<number, Session>
  readonly bus: Bus
  readonly log: Logger
  readonly wholeOutputLimit: number
  readonly linkToFile: LinkToFile
  readonly region: string
}

type SentTask = Pick<Assignment, 'instanceId' | 'taskId' | 'invocationId' | 'attempt'>

/** The way of tasks to their agents. */
export function createDispatch({
  deps,
  serverKey,
  sessions,
  bus,
  log,
  wholeOutputLimit,
  linkToFile,
  region,
}: Parts): Dispatch {
  const failed = (what: string) => (error: unknown) => log.error({ error: String(error) }, what)
  const signPlans = createPlanSigner({
    deps,
    serverKey,
    instanceName: (id) => sessions.get(id)?.instanceName ?? '',
    wholeOutputLimit,
    linkToFile,
    region,
  })
  const sliceSizes = createSliceSizes(() => deps().clock.now())
  const send = createTurns((assignments: readonly Assignment[]) => {
    try {
      sendPlans(assignments)
    } catch (error) {
      lack(assignments.map(({ instanceId }) => instanceId))
      failed('not sent; it is at the next beat')(error)
    }
  }, sliceSizes.next)
  const claim = createClaim({ deps, sessions, bus, open, sendPlans, lack })
  const deliver = createTurns((instanceIds: readonly number[]) =>
    claim(instanceIds).catch(failed('not claimed, which the sweep repeats, or not sent, which is at the next beat')),
  )

  /** Of tasks that their sessions count among the open ones already. */
  function sendPlans(assignments: readonly Assignment[]): void {
    const reachable: Assignment[] = []
    const receivers: Session[] = []
    for (const assignment of assignments) {
      const session = sessions.get(assignment.instanceId)
      if (!session) continue
      reachable.push(assignment)
      receivers.push(session)
      if (assignment.work.repeat) session.tasks.stand(assignment.taskId)
    }
    const plans = signPlans(reachable)
    for (const [session, tasks] of Map.groupBy(plans, (_, index) => receivers[index]))
      session?.send({ type: 'deliver', tasks })
  }

  function open(tasks: readonly SentTask[]): void {
    for (const { instanceId, taskId, invocationId } of tasks) sessions.get(instanceId)?.tasks.add(taskId, invocationId)
  }

  function sendCancels(tasks: readonly SentTask[]): void {
    open(tasks)
    for (const [instanceId, group] of Map.groupBy(tasks, (task) => task.instanceId)) {
      const session = sessions.get(instanceId)
      session?.send({ type: 'cancel', tasks: group.map(({ taskId, attempt }) => ({ sequence: taskId, attempt })) })
    }
  }

  async function resend(instanceIds: readonly number[]): Promise<void> {
    const { store, clock } = deps()
    try {
      const assignments = await store.openAssignments(instanceIds, clock.now())
      open(assignments)
      await sendOpen(assignments)
    } catch (error) {
      lack(instanceIds)
      throw error
    }
  }

  async function resume(instanceIds: readonly number[]): Promise<void> {
    const { store, clock } = deps()
    const assignments = await store.openAssignments(instanceIds, clock.now())
    // What came for them since they are here was sent.
    const unsent = assignments.filter(({ instanceId, taskId }) => !sessions.get(instanceId)?.tasks.has(taskId))
    open(unsent)
    for (const tasks of tasksOf(instanceIds)) tasks.complete = true
    await sendOpen(unsent)
    // A claim is the writer's work: in a storm nothing waits for nearly all.
    const waiting = [...(await store.oldestWaiting(instanceIds)).keys()]
    for (const tasks of tasksOf(instanceIds)) tasks.queued = false
    for (const tasks of tasksOf(waiting)) tasks.queued = true
    deliver(waiting)
  }

  function lack(instanceIds: readonly number[]): void {
    for (const tasks of tasksOf(instanceIds)) tasks.unsent = true
  }

  const tasksOf = (instanceIds: readonly number[]): readonly OpenTasks[] =>
    instanceIds.flatMap((id) => sessions.get(id)?.tasks ?? [])

  /** Of tasks that are open. */
  async function sendOpen(assignments: readonly Assignment[]): Promise<void> {
    if (assignments.length === 0) return
    // What stays may have been changed meanwhile, and its host may have lost its secrets.
    const sent = assignments.filter(({ state, work }) => state === 'delivering' || (state === 'running' && work.repeat))
    const forbidden = await forbiddenNow(deps(), sent)
    // One that has reached its agent may run: the agent is only asked.
    sendPlans(sent.map((each) => (forbidden.has(each.taskId) ? { ...each, startBy: 0 } : each)))
    sendCancels(assignments.filter(({ state }) => state === 'cancelling'))
  }

  async function askAgain(asked: readonly Session[]): Promise<void> {
    const lacking = asked.filter(({ tasks }) => tasks.unsent)
    if (lacking.length === 0) return
    for (const { tasks } of lacking) tasks.unsent = false
    await resend(lacking.map(({ instanceId }) => instanceId))
  }

  return {
    reserve: (instanceIds) => {
      sliceSizes.called(instanceIds.length)
      const reserved = new Map<number, Session>()
      for (const id of instanceIds) {
        const session = sessions.get(id)
        if (!session || session.tasks.queued || session.tasks.room === 0 || session.backlog >= backlogLimit) continue
        session.tasks.reserve()
        reserved.set(id, session)
      }
      return {
        has: (id) => reserved.has(id),
        send: (assignments) => {
          open(assignments)
          send(assignments)
        },
        release: () => {
          for (const session of reserved.values()) session.tasks.release()
        },
      }
    },
    deliver: (instanceIds) => deliver(instanceIds.filter((id) => sessions.has(id))),
    cancel: (instanceIds) => {
      const here = instanceIds.filter((id) => sessions.has(id))
      if (here.length === 0) return
      deps()
        .store.cancellingTasks(here)
        .then((tasks) => sendCancels(tasks.map((task) => ({ ...task, attempt: firstAttempt }))))
        .catch((error: unknown) => {
          lack(here)
          failed('cancel not sent; it is at the next beat')(error)
        })
    },
    resume,
    renew: (instanceIds) => {
      const here = instanceIds.filter((id) => sessions.has(id))
      if (here.length > 0) resend(here).catch(failed('not renewed; it is at the next beat'))
    },
    ended: (session, sequence) => {
      const { tasks, instanceId } = session
      tasks.end(sequence)
      if (tasks.queued && tasks.complete) deliver([instanceId])
      if (tasks.unsent) askAgain([session]).catch(failed('not sent again; it is at the next beat'))
    },
    askAgain,
  }
}
