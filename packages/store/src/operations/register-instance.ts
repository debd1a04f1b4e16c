import { type InstanceKind, MusterError, nameOf, type Registration, refusal } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { factValues, isPresent } from '../rows/instance.ts'
import { toRegisterCode } from '../rows/register-code.ts'
import type { RegisterCodeTable } from '../schema.ts'

export function registerInstance(
  connection: Connection,
  registration: Registration,
): { id: number; kind: InstanceKind } {
  const { codeId, address, publicKey, at } = registration
  const row = connection.get<RegisterCodeTable>(
    'SELECT * FROM register_codes WHERE id = :codeId AND deleted_at IS NULL',
    {
      codeId,
    },
  )
  if (!row) throw new MusterError('RegistrationRefused', 'There is no such register code. Make a new one.')
  const known = connection.get<{ id: number; kind: InstanceKind; present: number }>(
    `SELECT id, kind, ${isPresent} AS present FROM instances
     WHERE account_id = :accountId AND public_key = :publicKey`,
    { accountId: row.account_id, publicKey },
  )
  const code = toRegisterCode(row)
  // A host whose answer was lost asks again; it has its place already, even when the code is used up by now.
  const reason = refusal(known ? { ...code, used: 0 } : code, at, address)
  if (reason !== undefined) throw new MusterError('RegistrationRefused', reason)
  if (known && known.present === 0)
    throw new MusterError(
      'RegistrationRefused',
      "This host was removed. Delete the agent's data folder to enrol it anew.",
    )
  if (known) return { id: known.id, kind: known.kind }

  connection.run('UPDATE register_codes SET used = used + 1, updated_at = :at WHERE id = :codeId', { codeId, at })
  return { id: insertInstance(connection, registration, row), kind: row.kind }
}

function insertInstance(connection: Connection, registration: Registration, code: RegisterCodeTable): number {
  const { facts, at } = registration
  const { lastId } = connection.run(
    `INSERT INTO instances (account_id, kind, link, name, host_name, platform, architecture, local_ip, machine_id,
       agent_version, agent_user, time_zone, public_key, register_code_id, tags, created_at, updated_at)
     VALUES (:accountId, :kind, 'native', :name, :hostName, :platform, :architecture, :localIp, :machineId,
       :agentVersion, :agentUser, :timeZone, :publicKey, :codeId, :tags, :at, :at)`,
    {
      ...factValues(facts),
      accountId: code.account_id,
      kind: code.kind,
      name: registration.name || nameOf(toRegisterCode(code), facts.hostName),
      publicKey: registration.publicKey,
      codeId: code.id,
      tags: JSON.stringify(registration.tags),
      at,
    },
  )
  connection.run('INSERT INTO presence (instance_id, online, epoch, last_heartbeat_at) VALUES (:id, 0, 0, 0)', {
    id: lastId,
  })
  return lastId
}
