import type { InstanceFilter } from '@muster/core'
import { atMost, type Condition, equals, flags, hasTags, matching, restrict } from '../engines/sqlite/queries.ts'

export const instancesWithPresence = 'instances i JOIN presence p ON p.instance_id = i.id'

export const ofInstances = (accountId: number, filter: InstanceFilter): readonly Condition[] => [
  equals('i.account_id', accountId),
  ...restrict({
    'i.id': filter.ids,
    'i.name': filter.names,
    'i.kind': filter.kinds,
    'p.online': flags(filter.online),
    'i.platform': filter.platforms,
    'i.local_ip': filter.localIps,
    'i.machine_id': filter.machineIds,
    'i.register_code_id': filter.registerCodeIds,
  }),
  ...atMost('i.id', filter.upTo),
  ...matching('i.name', filter.name),
  ...hasTags('i.tags', filter.tags),
]
