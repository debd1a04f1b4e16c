import { type Resealed, type SealedKind, type SealedValue, sealedPlaces } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

interface Source {
  readonly table: string
  readonly column: string
  /** Columns that its place is made of, and the place. */
  readonly named: string
  readonly placeOf: (row: { readonly id: string; readonly account: number }) => string
}

const ofAccount = `'' AS id, account_id AS account`
const ofKey = `id, account_id AS account`

/** Every place of the record in which something sealed lies. */
const sources: Readonly<Record<SealedKind, Source>> = {
  accessKey: { table: 'access_keys', column: 'sealed_secret', named: ofKey, placeOf: ({ id }) => sealedPlaces.accessKey(id) },
  token: { table: 'access_keys', column: 'sealed_token', named: ofKey, placeOf: ({ id }) => sealedPlaces.token(id) },
  act: { table: 'acts', column: 'sealed_secret', named: ofAccount, placeOf: ({ account }) => sealedPlaces.act(account) },
  registerCode: {
    table: 'register_codes', column: 'sealed_proof_key', named: ofAccount,
    placeOf: ({ account }) => sealedPlaces.registerCode(account),
  },
  bucket: {
    table: 'buckets', column: 'sealed_secret', named: `url AS id, account_id AS account`,
    placeOf: ({ id, account }) => sealedPlaces.bucket(account, id),
  },
  command: {
    table: 'commands', column: 'sealed_defaults', named: ofAccount,
    placeOf: ({ account }) => sealedPlaces.parameters(account),
  },
  schedule: {
    table: 'schedules', column: 'sealed_secrets', named: ofAccount,
    placeOf: ({ account }) => sealedPlaces.parameters(account),
  },
  invocation: {
    table: 'scripts', column: 'sealed_secrets',
    named: `'' AS id, (SELECT account_id FROM invocations i WHERE i.id = invocation_id) AS account`,
    placeOf: ({ account }) => sealedPlaces.parameters(account),
  },
  storedParameter: {
    table: 'stored_parameters', column: 'sealed_value', named: 'name AS id, account_id AS account',
    placeOf: ({ id, account }) => sealedPlaces.storedParameter(account, id),
  },
} // biome-ignore format: a table

const entries = Object.entries(sources) as [SealedKind, Source][]

/** Values that lie between two prefixes: those of one key begin with its number. */
export function listSealed(
  connection: Connection,
  { from, before, limit }: { readonly from: Uint8Array; readonly before: Uint8Array; readonly limit: number },
): readonly SealedValue[] {
  const found: SealedValue[] = []
  for (const [kind, { table, column, named, placeOf }] of entries) {
    const text = `SELECT ${column} AS sealed, ${named} FROM ${table} WHERE ${column} >= ? AND ${column} < ? LIMIT +?`
    const rows = connection.all<{ sealed: Uint8Array; id: string; account: number }>(text, [
      from,
      before,
      limit - found.length,
    ])
    found.push(...rows.map((row) => ({ kind, sealed: row.sealed, place: placeOf(row) })))
    if (found.length >= limit) break
  }
  return found
}

/** No two sealed values are alike, so that each is found by itself; one that was changed meanwhile is left. */
export function replaceSealed(connection: Connection, { values }: { readonly values: readonly Resealed[] }): void {
  connection.script('PRAGMA secure_delete = ON')
  for (const { kind, sealed, resealed } of values) {
    const { table, column } = sources[kind]
    connection.run(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`, [resealed, sealed])
  }
  connection.script('PRAGMA secure_delete = OFF')
}
