import { routes, type Schedule } from '@muster/protocol/api'
import type { Command } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { printJson, printLines } from '../io.ts'
import { fireRow, stateOf } from '../schedules/fires.ts'
import { ruleText, zoneOf } from '../schedules/rule.ts'
import { hosts } from '../tty/bar.ts'
import { columns } from '../tty/columns.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { clockTime } from '../tty/zoned.ts'
import { type Context, connect, type PageOptions, withAccess, withJson, withPages } from './options.ts'

interface Options extends AccessOptions, PageOptions {
  readonly json?: boolean
}

const shownNext = 3

export function addSchedulesShow(parent: Command, context: Context): void {
  const command = parent
    .command('show')
    .description('one schedule, its next fire times, and what became of the last')
    .argument('<id>', 'ivk-…')
  withJson(withPages(withAccess(command), 10)).action(async (id: string, options: Options) => {
    const { io } = context
    const { limit, offset } = options
    const { client } = connect(context, options)
    const schedule = await client.call(routes.getSchedule, { path: { id } })
    const fires = await client.call(routes.listFires, { path: { id }, query: { limit, offset } })
    const next = schedule.next === null ? [] : await nextTimes()
    if (options.json) return printJson(io, { ...schedule, nextTimes: next, fires })
    const now = io.now()
    const shown = next.map((at) => clockTime(zoneOf(schedule.rule), Date.parse(at), now)).join(' · ')
    const rows = fires.items.map((fire, index) => [index === 0 ? 'last' : '', ...fireRow(schedule.rule, fire, now)])
    printLines(io, [
      headline(schedule, now),
      facts(schedule),
      ...(shown === '' ? [] : [`next  ${shown}${next.length === shownNext ? ' …' : ''}`]),
      ...columns(rows),
    ])

    async function nextTimes(): Promise<readonly string[]> {
      const { times } = await client.call(routes.previewSchedule, { path: { id }, query: { count: shownNext } })
      return times
    }
  })
}

const headline = (schedule: Schedule, now: number): string =>
  [
    sanitiseLine(schedule.name),
    sanitiseLine(ruleText(schedule.rule, now)),
    `on ${hosts(schedule.instances.length)}`,
    stateOf(schedule),
  ].join('   ')

function facts({ command, user, parameters, overlap }: Schedule): string {
  const values = Object.entries(parameters ?? {}).map(([name, value]) => `${name}=${value}`)
  const said = [
    `runs ${command}`,
    ...(user ? [`as ${user}`] : []),
    ...(values.length > 0 ? [`with ${values.join(' ')}`] : []),
    overlap === 'skip' ? 'unless the run before is still going' : 'even if the run before is still going',
  ]
  return sanitiseLine(said.join(' '))
}
