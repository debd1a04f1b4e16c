import { type Assignment, type Deps, forbiddenNow } from '@muster/core'
import type { Bus } from '../../events/bus.ts'
import type { OpenTasks } from './open-tasks.ts'
import type { Session } from './session.ts'

/** A slow reader is sent nothing new while this much waits in its socket. */
export const backlogLimit = 1 << 20

interface Parts {
  readonly deps: () => Deps
  readonly sessions: ReadonlyMap<number, Session>
  readonly bus: Bus
  /** Counts tasks among the open ones of their agents. */
  readonly open: (assignments: readonly Assignment[]) => void
  readonly sendPlans: (assignments: readonly Assignment[]) => void
  /** Not all that is open at these instances was sent. */
  readonly lack: (instanceIds: readonly number[]) => void
}

type Asked = ReadonlyMap<number, { readonly limit: number; readonly tasks: OpenTasks }>

/** Takes what waits in the store for some instances, as far as they have room, and sends it. */
export function createClaim({
  deps,
  sessions,
  bus,
  open,
  sendPlans,
  lack,
}: Parts): (instanceIds: readonly number[]) => Promise<void> {
  /** New tasks go behind what waits until it is known that nothing does. */
  function ask(instanceIds: readonly number[]): Asked {
    const asked = new Map<number, { limit: number; tasks: OpenTasks }>()
    for (const id of new Set(instanceIds)) {
      const session = sessions.get(id)
      if (!session) continue
      const { tasks, backlog } = session
      const limit = backlog < backlogLimit ? tasks.room : 0
      tasks.queued = true
      if (limit > 0) asked.set(id, { limit, tasks })
    }
    return asked
  }

  async function take(asked: Asked): Promise<readonly Assignment[]> {
    const { store, clock, announce } = deps()
    const instances = [...asked].map(([id, { limit }]) => ({ id, limit }))
    for (const { tasks } of asked.values()) tasks.claiming = true
    try {
      const { assignments, withheld } = await store.claimTasks({ instances, at: clock.now() })
      open(assignments)
      const taken = Map.groupBy([...assignments, ...withheld], ({ instanceId }) => instanceId)
      for (const [id, { limit, tasks }] of asked) tasks.queued = taken.get(id)?.length === limit
      announce(withheld)
      return assignments
    } finally {
      for (const { tasks } of asked.values()) tasks.claiming = false
    }
  }

  async function send(assignments: readonly Assignment[]): Promise<void> {
    const forbidden = await forbiddenNow(deps(), assignments)
    const allowed = assignments.filter(({ taskId }) => !forbidden.has(taskId))
    sendPlans(allowed)
    if (bus.watching())
      bus.publishMoves(allowed.map((assignment) => ({ ...assignment, from: 'pending', to: 'delivering' })))
    if (forbidden.size > 0) await refuse(assignments, forbidden)
  }

  /** Ends those that may not run any more as if their agents had refused them. */
  async function refuse(assignments: readonly Assignment[], forbidden: ReadonlyMap<number, string>): Promise<void> {
    const { store, clock, announce } = deps()
    const refused = assignments.filter(({ taskId }) => forbidden.has(taskId))
    const reports = refused.map(({ taskId, instanceId }) => {
      return { instanceId, report: { kind: 'refused' as const, taskId, reason: forbidden.get(taskId) ?? '' } }
    })
    await store.recordReports({ reports, at: clock.now() })
    announce(refused.map((task) => ({ ...task, from: 'delivering', to: 'undelivered' })))
  }

  return async (instanceIds) => {
    const asked = ask(instanceIds)
    if (asked.size === 0) return
    const assignments = await take(asked)
    if (assignments.length === 0) return
    try {
      await send(assignments)
    } catch (error) {
      lack(assignments.map(({ instanceId }) => instanceId))
      throw error
    }
  }
}
