import type { InstancePeer } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

/** All of a turn in one statement: 10,000 agents that come back ask one after the other within seconds. */
const query = `SELECT i.id, i.kind, i.public_key AS publicKey, p.epoch
  FROM json_each(:ids) d CROSS JOIN instances i ON i.id = d.value JOIN presence p ON p.instance_id = i.id`

export const findPeers = (connection: Connection, ids: readonly number[]): readonly InstancePeer[] =>
  connection.all(query, { ids: JSON.stringify(ids) })
