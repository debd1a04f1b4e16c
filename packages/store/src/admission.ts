import { type MusterError, overloaded } from '@muster/core'
import type { Unit } from './engine.ts'
import type { InputOf, WriteName } from './operations/writes.ts'

/** Undefined: there is room for new work; else why not. */
export type Room = () => MusterError | undefined

export const alwaysRoom: Room = () => undefined

/** What begins something, or adds to it. All else ends, stops or records what is there already, and is stored as long as it can be. */
const newWork: ReadonlySet<WriteName> = new Set([
  'changeStanding',
  'createAccessKey',
  'createAccount',
  'createCommand',
  'createInvocation',
  'createRegisterCode',
  'createSchedule',
  'createTerminal',
  'createUser',
  'modifyCommand',
  'recordFires',
  'registerInstance',
  'saveBucket',
  'saveSettings',
])

/** Of new work that waits for the writer: at its usual pace less than a second of it. */
export const waitingBytes = 64 * 1024 * 1024
/** What a call that waits holds beside its input: its request, its answer and the promises between. */
const callBytes = 16 * 1024
const targetBytes = 8

const sizes: { readonly [Name in WriteName]?: (input: InputOf<Name>) => number } = {
  changeStanding: ({ content }) => content.length,
  createCommand: ({ draft }) => draft.content.length,
  createInvocation: ({ execution, tasks }) =>
    execution.content.length + targetBytes * tasks.reduce((sum, { instanceIds }) => sum + instanceIds.length, 0),
  modifyCommand: ({ draft }) => draft.content.length,
}

function sizeOf({ operation, input }: Unit): number {
  const size = sizes[operation] as ((input: unknown) => number) | undefined
  return callBytes + (size?.(input) ?? 0)
}

export type Write = (unit: Unit) => Promise<unknown>

/** Refuses new work while there is no room for it, before it costs anything. */
export function admitting(write: Write, room: Room): Write {
  let waiting = 0
  const admit: Write = async (unit) => {
    const refusal = waiting > waitingBytes ? overloaded('more calls wait to be stored than it can hold') : room()
    if (refusal) throw refusal
    const size = sizeOf(unit)
    waiting += size
    try {
      return await write(unit)
    } finally {
      waiting -= size
    }
  }
  return (unit) => (newWork.has(unit.operation) ? admit(unit) : write(unit))
}
