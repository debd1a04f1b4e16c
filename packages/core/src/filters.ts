import type { Command, CommandType } from './commands/command.ts'
import type { InstanceKind, Platform } from './instances/instance.ts'
import type { RepeatKind } from './invocations/repeat.ts'
import type { TaskState } from './invocations/task-states.ts'

export interface Page {
  readonly offset: number
  readonly limit: number
}

/** `total` counts everything that matches, whatever the page. */
export interface Listing<Item> {
  readonly total: number
  readonly items: readonly Item[]
}

/**
 * A condition on tags: an instance or command matches when one of its tags has any of the keys and any of the values,
 * where they are given. Several conditions are joined by AND.
 */
export interface TagCondition {
  readonly keys?: readonly string[]
  readonly values?: readonly string[]
}

/** A text that is looked for: all of another, or only a part of it. */
export interface TextPattern {
  readonly text: string
  readonly at: 'whole' | 'start' | 'end' | 'anywhere'
}

/** Whether an invocation has tasks in any of these states, or none. */
export interface CountCondition {
  readonly states: readonly TaskState[]
  readonly are: 'some' | 'none'
}

/** In every filter: a missing member does not restrict; a list means any of its values; members are joined by AND. */
export interface CommandFilter {
  readonly ids?: readonly number[] | undefined
  /** What came after this one is left out, so that the pages of a growing list fit together. */
  readonly upTo?: number | undefined
  readonly names?: readonly string[] | undefined
  readonly name?: TextPattern | undefined
  readonly description?: TextPattern | undefined
  readonly types?: readonly CommandType[] | undefined
  readonly createdBy?: readonly Command['createdBy'][] | undefined
  readonly scenes?: readonly number[] | undefined
  readonly tags?: readonly TagCondition[] | undefined
}

export interface InvocationFilter {
  readonly ids?: readonly number[] | undefined
  readonly commandIds?: readonly number[] | undefined
  readonly kinds?: readonly InstanceKind[] | undefined
  readonly commandCreatedBy?: readonly Command['createdBy'][] | undefined
  readonly upTo?: number | undefined
  readonly commandNames?: readonly string[] | undefined
  readonly types?: readonly CommandType[] | undefined
  /** Those that have a task of one of these. */
  readonly instanceIds?: readonly number[] | undefined
  readonly tags?: readonly TagCondition[] | undefined
  readonly counts?: readonly CountCondition[] | undefined
  readonly repeats?: readonly RepeatKind[] | undefined
  readonly sendsFile?: readonly boolean[] | undefined
}

export interface TaskFilter {
  readonly ids?: readonly number[] | undefined
  readonly invocationIds?: readonly number[] | undefined
  readonly instanceIds?: readonly number[] | undefined
  readonly commandIds?: readonly number[] | undefined
  readonly states?: readonly TaskState[] | undefined
  /** Tasks of later invocations are left out. */
  readonly upToInvocation?: number | undefined
  readonly invocationTags?: readonly TagCondition[] | undefined
  readonly sendsFile?: readonly boolean[] | undefined
}

export interface RegisterCodeFilter {
  readonly ids?: readonly number[] | undefined
  readonly upTo?: number | undefined
  readonly kinds?: readonly InstanceKind[] | undefined
  readonly namePrefixes?: readonly string[] | undefined
  readonly tags?: readonly TagCondition[] | undefined
}

export interface InstanceFilter {
  readonly ids?: readonly number[] | undefined
  readonly upTo?: number | undefined
  readonly names?: readonly string[] | undefined
  readonly name?: TextPattern | undefined
  readonly kinds?: readonly InstanceKind[] | undefined
  readonly online?: readonly boolean[] | undefined
  readonly platforms?: readonly Platform[] | undefined
  readonly localIps?: readonly string[] | undefined
  readonly machineIds?: readonly string[] | undefined
  readonly registerCodeIds?: readonly number[] | undefined
  readonly tags?: readonly TagCondition[] | undefined
}

export interface ScheduleFilter {
  readonly ids?: readonly number[] | undefined
  readonly commandIds?: readonly number[] | undefined
  readonly names?: readonly string[] | undefined
}

export interface FireFilter {
  readonly scheduleIds?: readonly number[] | undefined
  /** Those that say what became of this time, or of its minute. */
  readonly at?: number | undefined
}
