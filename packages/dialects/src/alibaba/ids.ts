import { type Deps, type InstanceKind, instanceKinds } from '@muster/core'

type Ids = Pick<Deps, 'ids'>

const prefixes = { command: 'c', invocation: 't', file: 'f', terminal: 's' } as const
/** A file is sent by an invocation. */
const numbered = { command: 'command', invocation: 'invocation', file: 'invocation', terminal: 'terminal' } as const
const instancePrefixes: Record<InstanceKind, string> = { cvm: 'i', lighthouse: 'i', managed: 'mi' }

/** The same bodies as everywhere, behind the prefixes of this dialect. */
export const formatId = ({ ids }: Ids, kind: keyof typeof prefixes, number: number): string =>
  `${prefixes[kind]}-${ids.body(numbered[kind], number)}`

export const formatInstance = ({ ids }: Ids, kind: InstanceKind, number: number): string =>
  `${instancePrefixes[kind]}-${ids.body('instance', number)}`

/** An activation is a register code, in capitals. */
export const formatActivation = ({ ids }: Ids, number: number): string => ids.uuid('registerCode', number).toUpperCase()

export const parseActivation = ({ ids }: Ids, text: string): number | undefined =>
  ids.numberOfUuid('registerCode', text.toLowerCase())

const strip = (prefix: string, text: string) => (text.startsWith(`${prefix}-`) ? text.slice(prefix.length + 1) : '')

export const parseId = ({ ids }: Ids, kind: keyof typeof prefixes, text: string): number | undefined =>
  ids.number(numbered[kind], strip(prefixes[kind], text))

/** An instance, and the kinds that its prefix may stand for. */
export interface InstanceRef {
  readonly id: number
  readonly kinds: readonly InstanceKind[]
}

export function parseInstance({ ids }: Ids, text: string): InstanceRef | undefined {
  for (const prefix of ['i', 'mi']) {
    const id = ids.number('instance', strip(prefix, text))
    if (id !== undefined) return { id, kinds: instanceKinds.filter((kind) => instancePrefixes[kind] === prefix) }
  }
  return undefined
}
