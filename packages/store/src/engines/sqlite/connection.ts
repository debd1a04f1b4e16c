import { DatabaseSync, type StatementSync } from 'node:sqlite'

export type Value = string | number | null | Uint8Array
/** By name, or in the order of the question marks. */
export type Values = Readonly<Record<string, Value>> | readonly Value[]

/**
 * One open database, with every statement prepared once. Rows are typed by the caller, who wrote the SQL. SQLite plans by
 * the value of a bare parameter in LIMIT, anew for each call, which costs more than most reads: hence `LIMIT +:limit`.
 */
export interface Connection {
  readonly all: <Row>(sql: string, values?: Values) => Row[]
  /** Rows as arrays in the order of the columns: half the time of objects where there are thousands. */
  readonly rows: <Row extends readonly unknown[]>(sql: string, values?: Values) => Row[]
  readonly get: <Row>(sql: string, values?: Values) => Row | undefined
  readonly run: (sql: string, values?: Values) => { readonly changes: number; readonly lastId: number }
  /** Row by row, for those who may stop early. */
  readonly walk: <Row>(sql: string, values?: Values) => Iterable<Row>
  /** Several statements at once, or one that is seldom run. */
  readonly script: (sql: string) => void
  readonly inTransaction: () => boolean
  readonly isOpen: () => boolean
  readonly close: () => void
}

const none: Values = []

/** As node:sqlite takes them: one object of names, or each by itself. */
const bind = (values: Values) => (Array.isArray(values) ? values : [values]) as Value[]

/** The store's own statements are fewer than a hundred; filters of listings are made up by callers, in any number. */
const heldStatements = 500

type Access = 'write' | 'read' | 'checkpoint'

export function openConnection(path: string, access: Access): Connection {
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
    all: <Row>(sql: string, values = none) => prepare(sql).all(...bind(values)) as Row[],
    rows: <Row extends readonly unknown[]>(sql: string, values = none) => {
      const statement = prepare(sql)
      statement.setReturnArrays(true)
      return statement.all(...bind(values)) as unknown[] as Row[]
    },
    get: <Row>(sql: string, values = none) => prepare(sql).get(...bind(values)) as Row | undefined,
    run: (sql, values = none) => {
      const { changes, lastInsertRowid } = prepare(sql).run(...bind(values))
      return { changes: Number(changes), lastId: Number(lastInsertRowid) }
    },
    walk: <Row>(sql: string, values = none) =>
      prepare(sql).iterate(...bind(values)) as Iterable<unknown> as Iterable<Row>,
    script: (sql) => database.exec(sql),
    inTransaction: () => database.isTransaction,
    isOpen: () => database.isOpen,
    close: () => database.close(),
  }
}

/** The page cache is bounded: 16 MB hold the open tasks of a large fleet, and a reader walks pages once. */
function configure(database: DatabaseSync, access: Access): void {
  if (access === 'read') {
    database.exec('PRAGMA cache_size = -8000')
    return
  }
  if (access === 'checkpoint') {
    database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -100')
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
