import type { HostFacts, Instance } from '@muster/core'
import type { InstanceTable, PresenceTable } from '../schema.ts'
import { toTags } from './json.ts'

export type InstanceRow = InstanceTable & Omit<PresenceTable, 'instance_id'>

/** Of a row of `instances`: it was not removed. */
export const isPresent = 'EXISTS (SELECT 1 FROM presence p WHERE p.instance_id = instances.id)'

export const toInstance = (row: InstanceRow): Instance => ({
  id: row.id,
  accountId: row.account_id,
  kind: row.kind,
  name: row.name,
  hostName: row.host_name,
  platform: row.platform,
  architecture: row.architecture,
  localIp: row.local_ip,
  machineId: row.machine_id,
  agentVersion: row.agent_version,
  agentUser: row.agent_user,
  timeZone: row.time_zone,
  publicKey: row.public_key,
  registerCodeId: row.register_code_id ?? undefined,
  tags: toTags(row.tags),
  online: row.online === 1,
  lastHeartbeatAt: row.last_heartbeat_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** What is bound of the facts of a host, and nothing else that may come with them. */
export const factValues = (facts: HostFacts) => ({
  hostName: facts.hostName,
  platform: facts.platform,
  architecture: facts.architecture,
  localIp: facts.localIp,
  machineId: facts.machineId,
  agentVersion: facts.agentVersion,
  agentUser: facts.agentUser,
  timeZone: facts.timeZone,
})
