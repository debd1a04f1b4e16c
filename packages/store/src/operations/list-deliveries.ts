import type { Delivery } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { toDelivery } from '../rows/delivery.ts'
import type { DeliveryTable } from '../schema.ts'

const query = 'SELECT d.* FROM json_each(:ids) j CROSS JOIN deliveries d ON d.task_id = j.value'

export const listDeliveries = (connection: Connection, taskIds: readonly number[]): readonly Delivery[] =>
  connection.all<DeliveryTable>(query, { ids: JSON.stringify(taskIds) }).map(toDelivery)
