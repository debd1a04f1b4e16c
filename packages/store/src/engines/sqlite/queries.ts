import type { Page, TagCondition } from '@muster/core'
import {
  DummyDriver,
  Kysely,
  type RawBuilder,
  type SelectQueryBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely'
import type { Schema } from '../../schema.ts'
import type { Connection } from './connection.ts'

/** Builds and compiles queries only; they run as prepared statements of a connection. */
export const queries = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** A list travels as one JSON value: the text of the query, and so its prepared statement, is the same for any length. */
export const isAny = (column: string, values: readonly (string | number)[]): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`

/** The conditions of a filter: what is missing does not restrict. */
export const restrict = (filter: Readonly<Record<string, readonly (string | number)[] | undefined>>) =>
  Object.entries(filter).flatMap(([column, values]) => (values ? [isAny(column, values)] : []))

export const hasTags = (column: string, conditions: readonly TagCondition[] | undefined): RawBuilder<boolean>[] =>
  (conditions ?? []).map(({ keys, values }) => {
    const tests = [
      ...(keys === undefined ? [] : [isAny('tag.key', keys)]),
      ...(values === undefined ? [] : [isAny('tag.value', values)]),
    ]
    const test = tests.length === 0 ? sql`true` : sql.join(tests, sql` and `)
    return sql<boolean>`exists (select 1 from json_each(${sql.ref(column)}) as tag where ${test})`
  })

export const flags = (values: readonly boolean[] | undefined): readonly number[] | undefined => values?.map(Number)

/**
 * The page and the number of all that match. An empty page, asked for its total alone, reads no rows; and one row more
 * than the page shows whether it is the last one, whose total needs no count: 95 µs in place of 125 for an
 * invocation by its id.
 */
export function readPage<Row>(
  connection: Connection,
  matching: SelectQueryBuilder<Schema, never, object>,
  selected: SelectQueryBuilder<Schema, never, Row>,
  { offset, limit }: Page,
): { readonly total: number; readonly rows: readonly Row[] } {
  const found =
    limit === 0
      ? []
      : connection.list(
          selected
            .limit(limit + 1)
            .offset(offset)
            .compile(),
        )
  if (limit > 0 && found.length <= limit && (found.length > 0 || offset === 0))
    return { total: offset + found.length, rows: found }
  const counted = connection.list(matching.select(sql<number>`count(*)`.as('total')).compile())
  return { total: counted[0]?.total ?? 0, rows: found.slice(0, limit) }
}
