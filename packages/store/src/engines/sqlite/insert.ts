import type { Connection, Value } from './connection.ts'

/**
 * Inserts one row and gives its id. Every row has the same members, which are columns, in the same order: they are bound
 * by position, for half of what names cost.
 */
export function inserter<Row extends Readonly<Record<keyof Row, Value>>>(table: string) {
  let sql: string | undefined
  return (connection: Connection, row: Row): number => {
    sql ??= insertion(table, Object.keys(row))
    return connection.run(sql, Object.values(row) as Value[]).lastId
  }
}

const insertion = (table: string, columns: readonly string[]): string =>
  `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
