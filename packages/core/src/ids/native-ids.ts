import type { InstanceKind } from '../instances/instance.ts'
import type { IdKind, PublicIds } from './public-ids.ts'

const instancePrefixes: Record<InstanceKind, string> = { cvm: 'ins', lighthouse: 'lhins', managed: 'rins' }
const instanceKinds = Object.entries(instancePrefixes) as readonly (readonly [InstanceKind, string])[]
const prefixes = {
  command: 'cmd',
  invocation: 'inv',
  task: 'invt',
  schedule: 'ivk',
  scene: 'sc',
  terminal: 'term',
} as const

/** Ids as the native API, the command line and the Tencent dialect write them: `<prefix>-<body>`. */
export interface NativeIds {
  readonly format: (kind: keyof typeof prefixes, number: number) => string
  readonly parse: (kind: keyof typeof prefixes, text: string) => number | undefined
  readonly formatInstance: (kind: InstanceKind, number: number) => string
  /** Gives the number and the kind that the prefix claims; whether the instance is of that kind is the store's to say. */
  readonly parseInstance: (text: string) => { readonly id: number; readonly kind: InstanceKind } | undefined
  readonly formatCode: (number: number) => string
  readonly parseCode: (text: string) => number | undefined
}

export function createNativeIds(ids: PublicIds): NativeIds {
  const strip = (prefix: string, text: string) => (text.startsWith(`${prefix}-`) ? text.slice(prefix.length + 1) : '')
  const parse = (kind: IdKind, prefix: string, text: string) => ids.number(kind, strip(prefix, text))
  return {
    format: (kind, number) => `${prefixes[kind]}-${ids.body(kind, number)}`,
    parse: (kind, text) => parse(kind, prefixes[kind], text),
    formatInstance: (kind, number) => `${instancePrefixes[kind]}-${ids.body('instance', number)}`,
    parseInstance: (text) => {
      for (const [kind, prefix] of instanceKinds) {
        const id = parse('instance', prefix, text)
        if (id !== undefined) return { id, kind }
      }
      return undefined
    },
    formatCode: (number) => ids.uuid('registerCode', number),
    // Another dialect writes them in capitals.
    parseCode: (text) => ids.numberOfUuid('registerCode', text.toLowerCase()),
  }
}
