import { MusterError, type RegisterCode } from '@muster/core'
import type { Context, Output } from '../../action.ts'
import { text } from '../../spec/fields.ts'
import { quote } from '../../spec/violations.ts'
import { formatActivation, parseActivation } from '../ids.ts'
import { mandatory } from './fields.ts'
import { shownGroup, shownTags } from './tags.ts'
import { time } from './times.ts'

export const ActivationId = text(mandatory('ActivationId'))

/** A register code of another kind enrols hosts that are no managed instances. */
export const activationKinds = ['managed'] as const

export async function activationNamed({ deps, caller }: Context, name: string): Promise<RegisterCode> {
  const filter = { ids: [parseActivation(deps, name) ?? 0], kinds: activationKinds }
  const { items } = await deps.store.listRegisterCodes(caller.accountId, filter, { offset: 0, limit: 1 })
  const [code] = items
  if (!code) throw new MusterError('RegisterCodeNotFound', `There is no activation ${quote(name)} in this account.`)
  return code
}

const hourMs = 3_600_000

/** What every action shows of one. A code that another dialect has made may last for ever: then nothing is said. */
export const activationRecord = ({ deps }: Context, code: RegisterCode): Output => ({
  ActivationId: formatActivation(deps, code.id),
  CreationTime: time(code.createdAt),
  Description: code.description,
  InstanceName: code.namePrefix,
  InstanceCount: code.limit,
  RegisteredCount: code.used,
  DeregisteredCount: code.removed,
  IpAddressRange: code.ipRange,
  TimeToLiveInHours: code.expiresAt && Math.round((code.expiresAt - code.createdAt) / hourMs),
})

export const listedActivation = (context: Context, code: RegisterCode): Output => ({
  ...activationRecord(context, code),
  Disabled: !code.enabled,
  ResourceGroupId: shownGroup(code.tags),
  Tags: shownTags(code.tags).Tag,
})
