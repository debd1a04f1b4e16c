import type { TaskMove } from '@muster/core'

/** What those who watch an invocation are told, after the change is on disk. */
export type InvocationNews =
  | { readonly kind: 'moves'; readonly invocationId: number; readonly moves: readonly TaskMove[] }
  | {
      readonly kind: 'output'
      readonly invocationId: number
      readonly instanceId: number
      readonly offset: number
      readonly data: Uint8Array
    }

export interface Bus {
  readonly publish: (news: InvocationNews) => void
  readonly publishMoves: (moves: readonly TaskMove[]) => void
  readonly subscribe: (invocationId: number, listener: (news: InvocationNews) => void) => () => void
  readonly watched: (invocationId: number) => boolean
  /** Whether anyone watches anything. */
  readonly watching: () => boolean
}

/** Within this process; a listener must not throw and must not block. */
export function createBus(): Bus {
  const listeners = new Map<number, Set<(news: InvocationNews) => void>>()
  const publish = (news: InvocationNews) => {
    for (const listener of listeners.get(news.invocationId) ?? []) listener(news)
  }
  return {
    publish,
    publishMoves: (moves) => {
      for (const [invocationId, group] of Map.groupBy(moves, (move) => move.invocationId))
        publish({ kind: 'moves', invocationId, moves: group })
    },
    subscribe: (invocationId, listener) => {
      const group = listeners.get(invocationId) ?? new Set()
      listeners.set(invocationId, group.add(listener))
      return () => {
        group.delete(listener)
        if (group.size === 0) listeners.delete(invocationId)
      }
    },
    watched: (invocationId) => listeners.has(invocationId),
    watching: () => listeners.size > 0,
  }
}
