import type { Caller, Deps } from '@muster/core'
import type { FieldData, Fields, Input } from './spec/fields.ts'
import { type Conflicts, readInput } from './spec/read.ts'

/** What an action is given besides its input. */
export interface Context {
  readonly deps: Deps
  readonly caller: Caller
  readonly region: string
  /** All that are served; undefined: any, the one that is asked for among them. */
  readonly regions: readonly string[] | undefined
  /** As the caller addresses this server: host and port. */
  readonly host: string
}

export type Output = Readonly<Record<string, unknown>>

interface ActionTable<F extends Fields> {
  readonly name: string
  readonly access: 'read' | 'write'
  readonly input: F
  readonly conflicts?: Conflicts
  /** The codes that the action documents beside the common ones. */
  readonly errors: readonly string[]
  /** Bytes of body, where a megabyte would not do. */
  readonly bodyBytes?: number
  /** How many times the usual rate, where the vendor documents more. */
  readonly rateFactor?: number
  readonly run: (context: Context, input: Input<F>) => Promise<Output>
}

/** An action whose input type is its own matter: it validates first, and what comes back runs it. */
export interface Action extends Omit<ActionTable<Fields>, 'input' | 'run'> {
  readonly input: Readonly<Record<string, FieldData>>
  readonly validate: (context: Context, raw: Readonly<Record<string, unknown>>) => () => Promise<Output>
}

export function defineAction<const F extends Fields>({ run, ...table }: ActionTable<F>): Action {
  return {
    ...table,
    validate: (context, raw) => {
      const input = readInput(table.input, table.conflicts ?? [], raw, context.deps.nativeIds)
      return () => run(context, input)
    },
  }
}
