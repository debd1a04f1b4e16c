import type { Row } from './lib/types.ts'

const heads = ['name', 'metric', 'ours', 'floor or peer', 'ratio', 'target', 'met', 'note']

const cells = (row: Row): readonly string[] => [
  row.name,
  row.metric,
  row.ours === null ? '–' : `${row.ours} ${row.unit}`,
  row.reference === null ? row.referenceName : `${row.referenceName} ${row.reference} ${row.unit}`,
  row.ratio === null ? '–' : String(row.ratio),
  row.target,
  row.skipped ? 'skipped, not met' : row.met ? 'met' : 'not met',
  row.note,
]

/** The table in Markdown, so that docs/performance.md can take it as it is. */
export function table(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cells)]
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const render = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [render(heads), rule, ...lines.slice(1).map(render)].join('\n')
}
