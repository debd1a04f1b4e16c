import type { Instance } from '@muster/core'
import { type Context, defineAction, type Output } from '../../../action.ts'
import { id, instanceId, text } from '../../../spec/fields.ts'
import { filters } from '../../../spec/filters.ts'
import { tagList } from '../commands.ts'
import { managedInstanceId, managedInstanceIds, page, registerCodeId, word } from '../fields.ts'
import { combine } from '../filters.ts'
import { onlineName, platformName, platformOf } from '../instances.ts'
import { time } from '../times.ts'

export const DescribeRegisterInstances = defineAction({
  name: 'DescribeRegisterInstances',
  access: 'read',
  input: {
    InstanceIds: managedInstanceIds,
    Filters: filters(
      {
        'instance-name': text({}),
        'instance-id': instanceId(managedInstanceId),
        'register-status': word(['Online', 'Offline']),
        'local-ip': text({}),
        'register-code-id': id('registerCode', registerCodeId),
        'sys-name': word(['Linux', 'Windows']),
      },
      'tags',
    ),
    ...page,
  },
  conflicts: [['InstanceIds', 'Filters']],
  errors: [
    'InvalidParameterValue.InvalidFilter',
    'InvalidParameterValue.InvalidRegisterInstanceId',
    'ResourceNotFound.RoleNotFound',
    'UnauthorizedOperation.AssumeRoleUnauthorized',
  ],
  run: async (context, { InstanceIds, Filters, Limit, Offset }) => {
    const filter = {
      kinds: ['managed' as const],
      ids: combine(InstanceIds, Filters['instance-id'])?.map((ref) => ref.id),
      names: Filters['instance-name'],
      online: Filters['register-status']?.map((status) => status === 'Online'),
      localIps: Filters['local-ip'],
      registerCodeIds: Filters['register-code-id'],
      platforms: Filters['sys-name']?.map((name) => platformOf[name]),
      tags: Filters.tags,
    }
    const page = { offset: Offset, limit: Limit }
    const { total, items } = await context.deps.store.listInstances(context.caller.accountId, filter, page)
    return { TotalCount: total, RegisterInstanceSet: items.map((instance) => instanceRecord(context, instance)) }
  },
})

function instanceRecord({ deps }: Context, instance: Instance): Output {
  const { registerCodeId: code } = instance
  return {
    RegisterCodeId: code === undefined ? '' : deps.nativeIds.formatCode(code),
    InstanceId: deps.nativeIds.formatInstance(instance.kind, instance.id),
    InstanceName: instance.name,
    MachineId: instance.machineId,
    SystemName: platformName[instance.platform],
    HostName: instance.hostName,
    LocalIp: instance.localIp,
    PublicKey: instance.publicKey,
    Status: onlineName(instance.online),
    CreatedTime: time(instance.createdAt),
    UpdatedTime: time(instance.updatedAt),
    Tags: tagList(instance.tags),
  }
}
