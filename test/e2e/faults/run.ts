import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Cleanup } from '../harness/programs.ts'
import type { Kind } from './kind.ts'
import { planRounds } from './plan.ts'
import { createReport, type Report } from './report.ts'
import { runRound } from './round.ts'
import { openWorld } from './world.ts'

export interface Order {
  readonly seed: number
  readonly count: number
  readonly kinds: readonly Kind[]
  /** Number of the first round that is run, to repeat one that failed. */
  readonly from: number
  /** Where the logs of all programs go at the end; empty: nowhere. */
  readonly logs: string
}

/** Runs the rounds of a seed one after the other; each tells itself in a line. */
export async function runFaults(t: Cleanup, order: Order, say: (line: string) => void): Promise<Report> {
  const report = createReport()
  const possible = order.kinds.filter(({ name, missing }) => {
    const reason = missing()
    if (reason) say(`skipped: ${name}: ${reason}`)
    return reason === undefined
  })
  const world = await openWorld(t)
  if (order.logs !== '') t.after(() => copyLogs(world.folder, order.logs))
  for (const round of planRounds(order.seed, possible, order.from + order.count).slice(order.from)) {
    const { kind } = round
    const began = performance.now()
    const result = await runRound(world, round).catch((error: Error) => error)
    if (result instanceof Error) {
      // What is broken now would only break the rounds to come.
      report.fail(round, result)
      break
    }
    report.add(round, result)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    say(`round ${round.number}: ${kind.name}: ${result.tasks} tasks, ${result.lost} lost, ${seconds} s`)
    for (const { violation, detail } of result.findings) say(`  ${violation}: ${detail}`)
  }
  return report
}

function copyLogs(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from).filter((each) => each.endsWith('.log')))
    copyFileSync(join(from, name), join(to, name))
}
