import type { RegisterCode } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { toRegisterCode } from '../rows/register-code.ts'
import type { RegisterCodeTable } from '../schema.ts'

export function findRegisterCode(
  connection: Connection,
  id: number,
): (RegisterCode & { readonly sealedProofKey: Uint8Array }) | undefined {
  const row = connection.get<RegisterCodeTable>('SELECT * FROM register_codes WHERE id = :id AND deleted_at IS NULL', {
    id,
  })
  return row && { ...toRegisterCode(row), sealedProofKey: row.sealed_proof_key }
}
