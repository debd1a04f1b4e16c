import type { Violation } from './judge.ts'
import type { Round } from './plan.ts'
import type { Result } from './round.ts'

interface Row {
  rounds: number
  tasks: number
  lost: number
  readonly violations: Record<Violation, number>
}

const columns = ['missing', 'twice', 'stuck', 'wrong'] as const satisfies readonly Violation[]

/** What a run has shown, by kind of fault. */
export interface Report {
  readonly add: (round: Round, result: Result) => void
  /** A round that could not be run to its end. */
  readonly fail: (round: Round, error: Error) => void
  readonly failures: () => readonly string[]
  readonly summary: () => string
  /** In Markdown. */
  readonly table: () => string
}

export function createReport(): Report {
  const rows = new Map<string, Row>()
  const failures: string[] = []
  return {
    add: ({ number, kind }, { tasks, lost, findings }) => {
      const row = rows.get(kind.name) ?? {
        rounds: 0,
        tasks: 0,
        lost: 0,
        violations: { missing: 0, twice: 0, stuck: 0, wrong: 0 },
      }
      rows.set(kind.name, row)
      row.rounds += 1
      row.tasks += tasks
      row.lost += lost
      for (const { violation, detail } of findings) {
        row.violations[violation] += 1
        failures.push(`round ${number}, ${kind.name}: ${violation}: ${detail}`)
      }
      if (lost > 0 && kind.losses.length === 0) failures.push(`round ${number}, ${kind.name}: ${lost} tasks were lost`)
    },
    fail: ({ number, kind }, { message }) => void failures.push(`round ${number}, ${kind.name}: ${message}`),
    failures: () => failures,
    summary: () => {
      const sum = (of: (row: Row) => number) => [...rows.values()].reduce((all, row) => all + of(row), 0)
      return `${sum(({ rounds }) => rounds)} rounds, ${sum(({ tasks }) => tasks)} tasks, ${sum(({ lost }) => lost)} lost`
    },
    table: () => {
      const names = ['kind of fault', 'rounds', 'tasks', 'lost', ...columns]
      const lines = [...rows].map(([name, { rounds, tasks, lost, violations }]) => [
        name,
        rounds,
        tasks,
        lost,
        ...columns.map((column) => violations[column]),
      ])
      const rule = names.map((_, index) => (index === 0 ? '---' : '---:'))
      return [names, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
    },
  }
}
