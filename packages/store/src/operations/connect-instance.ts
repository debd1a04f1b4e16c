import { type HostFacts, MusterError } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { factValues, isPresent } from '../rows/instance.ts'

export function connectInstance(
  connection: Connection,
  { id, epoch, facts, at }: { id: number; epoch: number; facts: HostFacts; at: number },
): void {
  const { changes } = connection.run(
    `UPDATE instances SET host_name = :hostName, platform = :platform, architecture = :architecture,
       local_ip = :localIp, machine_id = :machineId, agent_version = :agentVersion, agent_user = :agentUser,
       updated_at = :at
     WHERE id = :id AND ${isPresent}`,
    { ...factValues(facts), id, at },
  )
  if (changes === 0) throw new MusterError('InstanceNotFound', `There is no instance ${id}. Register the host again.`)
  connection.run('UPDATE presence SET online = 1, epoch = :epoch, last_heartbeat_at = :at WHERE instance_id = :id', {
    id,
    epoch,
    at,
  })
}
