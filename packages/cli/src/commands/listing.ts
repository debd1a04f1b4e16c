import { type Io, paintOf, printLines } from '../io.ts'
import { columns } from '../tty/columns.ts'

interface Listed {
  readonly total: number
  readonly offset: number
  readonly empty: string
}

/** Rows below dim titles; what the page leaves out is said on stderr, where no pipe reads it as a row. */
export function printTable(
  io: Io,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  { total, offset, empty }: Listed,
): void {
  if (rows.length === 0) {
    io.stderr.write(`${total === 0 ? empty : `there are ${total}, none after --offset ${offset}.`}\n`)
    return
  }
  const [title = '', ...lines] = columns([titles, ...rows])
  printLines(io, [paintOf(io).dim(title), ...lines])
  const next = offset + rows.length
  if (next < total) io.stderr.write(`${rows.length} of ${total} shown; more with --offset ${next}\n`)
}
