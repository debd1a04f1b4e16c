import type { Connection, Value } from './connection.ts'

/**
 * Inserts one row and gives its id. Every row has the same members, which are columns, in the same order: they are bound
 * by position, for half of what names cost. `more` is what few rows have: the others take the column's default.
 */
export function inserter<Row extends Readonly<Record<keyof Row, Value>>>(table: string) {
  const statements = new Map<string, string>()
  return (connection: Connection, row: Row, more: readonly (readonly [column: string, Value])[] = []): number => {
    const columns = more.map(([column]) => column)
    const kind = columns.join()
    const sql = statements.get(kind) ?? insertion(table, [...Object.keys(row), ...columns])
    statements.set(kind, sql)
    return connection.run(sql, [...(Object.values(row) as Value[]), ...more.map(([, value]) => value)]).lastId
  }
}

const insertion = (table: string, columns: readonly string[]): string =>
  `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
