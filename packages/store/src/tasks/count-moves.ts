import { isTerminal, type TaskMove, type TaskState } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { countColumns, countedStates, openSum } from '../rows/counts.ts'

/** Members of a delta: id, whether a task has started, the change of the open sum, then one for each counter. */
const counters = countedStates.map(
  (state, index) => `${countColumns[state]} = ${countColumns[state]} + (d.value ->> ${index + 3})`,
)

const update = `UPDATE invocations SET ${counters.join(', ')}, updated_at = :at,
    started_at = coalesce(started_at, iif(d.value ->> 1, :at, NULL)),
    ended_at = iif(${openSum} + (d.value ->> 2) = 0, coalesce(ended_at, :at), NULL)
  FROM json_each(:deltas) d WHERE invocations.id = d.value ->> 0`

interface Delta {
  open: number
  readonly states: Map<TaskState, number>
}

/** Keeps the counters of the invocations exact: one update for each of them, however many tasks have moved. */
export function countMoves(
  connection: Connection,
  moves: readonly Pick<TaskMove, 'invocationId' | 'from' | 'to'>[],
  started: ReadonlySet<number>,
  at: number,
): void {
  const deltas = new Map<number, Delta>([...started].map((id) => [id, { open: 0, states: new Map() }]))
  for (const { invocationId, from, to } of moves) {
    const delta = deltas.get(invocationId) ?? { open: 0, states: new Map<TaskState, number>() }
    deltas.set(invocationId, delta)
    delta.states.set(from, (delta.states.get(from) ?? 0) - 1)
    delta.states.set(to, (delta.states.get(to) ?? 0) + 1)
    if (isTerminal(to)) delta.open -= 1
  }
  if (deltas.size === 0) return
  const rows = [...deltas].map(([id, { open, states }]) => [
    id,
    started.has(id) ? 1 : 0,
    open,
    ...countedStates.map((state) => states.get(state) ?? 0),
  ])
  connection.run(update, { deltas: JSON.stringify(rows), at })
}
