import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { CompiledQuery } from 'kysely'

type Value = string | number | null | Uint8Array
export type Values = Readonly<Record<string, Value>>

/** One open database, with every statement prepared once. Rows are typed by the caller, who wrote the SQL. */
export interface Connection {
  readonly all: <Row>(sql: string, values?: Values) => Row[]
  readonly get: <Row>(sql: string, values?: Values) => Row | undefined
  readonly run: (sql: string, values?: Values) => { readonly changes: number; readonly lastId: number }
  readonly list: <Row>(query: CompiledQuery<Row>) => Row[]
  /** Row by row, for those who may stop early. */
  readonly walk: <Row>(query: CompiledQuery<Row>) => Iterable<Row>
  /** Several statements at once, or one that is seldom run. */
  readonly script: (sql: string) => void
  readonly inTransaction: () => boolean
  readonly isOpen: () => boolean
  readonly close: () => void
}

const none: Values = {}

/** The store's own statements are fewer than a hundred; filters of listings are made up by callers, in any number. */
const heldStatements = 500

export function openConnection(path: string, access: 'write' | 'read'): Connection {
  const database = new DatabaseSync(path, { readOnly: access === 'read', timeout: 5000 })
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const held = statements.get(sql)
    if (held) return held
    if (statements.size >= heldStatements) statements.clear()
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  configure(database, access)

  return {
    all: <Row>(sql: string, values = none) => prepare(sql).all(values) as Row[],
    get: <Row>(sql: string, values = none) => prepare(sql).get(values) as Row | undefined,
    run: (sql, values = none) => {
      const { changes, lastInsertRowid } = prepare(sql).run(values)
      return { changes: Number(changes), lastId: Number(lastInsertRowid) }
    },
    list: <Row>({ sql, parameters }: CompiledQuery<Row>) => prepare(sql).all(...(parameters as Value[])) as Row[],
    walk: <Row>({ sql, parameters }: CompiledQuery<Row>) =>
      prepare(sql).iterate(...(parameters as Value[])) as Iterable<unknown> as Iterable<Row>,
    script: (sql) => database.exec(sql),
    inTransaction: () => database.isTransaction,
    isOpen: () => database.isOpen,
    close: () => database.close(),
  }
}

/** The page cache is bounded: 16 MB hold the open tasks of a large fleet, and a reader walks pages once. */
function configure(database: DatabaseSync, access: 'write' | 'read'): void {
  if (access === 'read') {
    database.exec('PRAGMA cache_size = -8000')
    return
  }
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA foreign_keys = OFF;
    PRAGMA cache_size = -16000;
    PRAGMA temp_store = MEMORY;
  `)
}
