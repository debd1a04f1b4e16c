import type { HostFacts, InstanceConnection } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { factValues } from '../rows/instance.ts'

/** An epoch is taken once, so that of two who come with the same one only the first gets in. */
export function connectInstances(
  connection: Connection,
  { connections, at }: { connections: readonly InstanceConnection[]; at: number },
): readonly number[] {
  const connected = connection.all<{ id: number }>(
    `UPDATE presence SET online = 1, epoch = given.value ->> 1, last_heartbeat_at = :at
     FROM json_each(:connections) given WHERE instance_id = given.value ->> 0 AND epoch < given.value ->> 1
     RETURNING instance_id AS id`,
    { connections: JSON.stringify(connections.map(({ id, epoch }) => [id, epoch])), at },
  )
  const ids = connected.map(({ id }) => id)
  const facts = new Map(connections.map((each) => [each.id, each.facts]))
  for (const id of ids) writeFacts(connection, id, facts.get(id), at)
  return ids
}

/** A host that says what it said before is not written again. */
function writeFacts(connection: Connection, id: number, facts: HostFacts | undefined, at: number): void {
  if (!facts) return
  connection.run(
    `UPDATE instances SET host_name = :hostName, platform = :platform, architecture = :architecture,
       local_ip = :localIp, machine_id = :machineId, agent_version = :agentVersion, agent_user = :agentUser,
       time_zone = :timeZone, updated_at = :at
     WHERE id = :id AND (host_name, platform, architecture, local_ip, machine_id, agent_version, agent_user, time_zone)
       IS NOT (:hostName, :platform, :architecture, :localIp, :machineId, :agentVersion, :agentUser, :timeZone)`,
    { ...factValues(facts), id, at },
  )
}
