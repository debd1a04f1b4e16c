import type { Deps, InstanceKind, Parameters } from '@muster/core'
import { formatId, formatInstance } from './ids.ts'

/** What a script can have filled in for it, as `{{ACS::InstanceId}}`. Source: CommandContent. */
export const builtIns = ['RegionId', 'AccountId', 'InstanceId', 'InstanceName', 'InvokeId', 'CommandId'] as const

/** Those that differ from host to host. */
export const hostBuiltIns: readonly string[] = ['ACS::InstanceId', 'ACS::InstanceName']

interface Place {
  readonly region: string
  readonly accountId: number
  readonly invocationId: number
  readonly commandId: number
  readonly instance: { readonly kind: InstanceKind; readonly id: number; readonly name: string }
}

/** By what stands between the braces. */
export function builtInValues(deps: Pick<Deps, 'ids'>, place: Place): Parameters {
  const { region, accountId, invocationId, commandId, instance } = place
  const values: Record<(typeof builtIns)[number], string> = {
    RegionId: region,
    AccountId: String(accountId),
    InstanceId: formatInstance(deps, instance.kind, instance.id),
    InstanceName: instance.name,
    InvokeId: formatId(deps, 'invocation', invocationId),
    CommandId: formatId(deps, 'command', commandId),
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`ACS::${name}`, harmless(value)]))
}

/** Who names a host, or says a region, must not write into the scripts of others. Source: the vendor's names have no more. */
const harmless = (value: string): string => value.replace(/[^\p{L}\p{N}_.:-]/gu, '_')
