import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { mostLogBytes } from './log-format.ts'

export type Value = string | number | null | Uint8Array
/** By name, or in the order of the question marks. */
export type Values = Readonly<Record<string, Value>> | readonly Value[]

/**
 * One open database, with every statement prepared once. Rows are typed by the caller, who wrote the SQL. SQLite plans by
 * the value of a bare parameter in LIMIT, anew for each call, which costs more than most reads: hence `LIMIT +:limit`.
 */
export interface Connection {
  readonly all: <Row>(sql: string, values?: Values) => Row[]
  /** Rows as arrays in the order of the columns: half the time of objects again. */
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

/** More than the store has of its own; filters of listings are made up by callers, in any number. */
const heldStatements = 500

interface Held {
  readonly statement: StatementSync
  readonly columns: readonly string[]
}

/**
 * node:sqlite gives arrays, and the objects are made here: of the 44 columns of an invocation in 7 µs, where it takes 16 to
 * make one and to read it.
 */
function toObject<Row>(columns: readonly string[], values: readonly unknown[]): Row {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < columns.length; index++) row[columns[index] ?? ''] = values[index]
  return row as Row
}

type Access = 'write' | 'read' | 'checkpoint'

export function openConnection(path: string, access: Access): Connection {
  const database = new DatabaseSync(path, { readOnly: access === 'read', timeout: 5000 })
  const statements = new Map<string, Held>()
  const prepare = (sql: string): Held => {
    const known = statements.get(sql)
    if (known) return known
    if (statements.size >= heldStatements) statements.clear()
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    const held = { statement, columns: statement.columns().map(({ name }) => name) }
    statements.set(sql, held)
    return held
  }
  configure(database, access)

  return {
    all: <Row>(sql: string, values = none) => {
      const { statement, columns } = prepare(sql)
      return (statement.all(...bind(values)) as unknown[] as unknown[][]).map((row) => toObject<Row>(columns, row))
    },
    rows: <Row extends readonly unknown[]>(sql: string, values = none) =>
      prepare(sql).statement.all(...bind(values)) as unknown[] as Row[],
    get: <Row>(sql: string, values = none) => {
      const { statement, columns } = prepare(sql)
      const row = statement.get(...bind(values)) as unknown[] | undefined
      return row && toObject<Row>(columns, row)
    },
    run: (sql, values = none) => {
      const { changes, lastInsertRowid } = prepare(sql).statement.run(...bind(values))
      return { changes: Number(changes), lastId: Number(lastInsertRowid) }
    },
    walk: function* <Row>(sql: string, values = none) {
      const { statement, columns } = prepare(sql)
      for (const row of statement.iterate(...bind(values))) yield toObject<Row>(columns, row as unknown as unknown[])
    },
    script: (sql) => database.exec(sql),
    inTransaction: () => database.isTransaction,
    isOpen: () => database.isOpen,
    close: () => database.close(),
  }
}

/**
 * The page cache is bounded. SQLite looks through all of the writer's at the end of a transaction that has shared out the
 * entries of an index anew: with 16 MB a report took 0.4 µs more, and 4 hold the open tasks of ten thousand hosts.
 */
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
    PRAGMA journal_size_limit = ${mostLogBytes};
    PRAGMA foreign_keys = OFF;
    PRAGMA cache_size = -4000;
    PRAGMA temp_store = MEMORY;
  `)
}
