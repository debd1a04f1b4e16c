import type { Action } from '../../action.ts'

/** The actions of ECS that are built. */
export const ecsBuilt: readonly Action[] = []
