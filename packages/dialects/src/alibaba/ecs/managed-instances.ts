import { type Activity, type Instance, MusterError } from '@muster/core'
import type { Context, Output } from '../../action.ts'
import { text } from '../../spec/fields.ts'
import { quote } from '../../spec/violations.ts'
import { formatActivation, formatInstance, parseInstance } from '../ids.ts'
import { mandatory } from './fields.ts'
import { shownGroup, shownTags } from './tags.ts'
import { time } from './times.ts'

export const ManagedInstanceId = text(mandatory('InstanceId'))

export const managedKinds = ['managed'] as const

/** Undefined: the account has no such managed instance, or no more. */
export async function findManaged({ deps, caller }: Context, name: string): Promise<Instance | undefined> {
  const filter = { ids: [parseInstance(deps, name)?.id ?? 0], kinds: managedKinds }
  const { items } = await deps.store.listInstances(caller.accountId, filter, { offset: 0, limit: 1 })
  const [instance] = items
  return instance && formatInstance(deps, instance.kind, instance.id) === name ? instance : undefined
}

export const noManaged = (name: string) =>
  new MusterError('InstanceNotFound', `There is no managed instance ${quote(name)} in this account.`)

/** Of what a host tells the server knows neither its release nor the address that others see it by. */
export function managedRecord({ deps }: Context, instance: Instance, activity: Activity | undefined): Output {
  const { registerCodeId: code } = instance
  return {
    InstanceId: formatInstance(deps, instance.kind, instance.id),
    InstanceName: instance.name,
    ActivationId: code === undefined ? '' : formatActivation(deps, code),
    AgentVersion: instance.agentVersion,
    Hostname: instance.hostName,
    InternetIp: '',
    IntranetIp: instance.localIp,
    MachineId: instance.machineId,
    OsType: instance.platform,
    OsVersion: '',
    RegistrationTime: time(instance.createdAt),
    ResourceGroupId: shownGroup(instance.tags),
    ...shownActivity(activity),
  }
}

export const listedManaged = (context: Context, instance: Instance, activity: Activity | undefined): Output => ({
  ...managedRecord(context, instance, activity),
  Connected: instance.online,
  Tags: shownTags(instance.tags).Tag,
})

export const shownActivity = (activity: Activity | undefined): Output => ({
  InvocationCount: activity?.tasks ?? 0,
  LastInvokedTime: time(activity?.lastAt),
})
