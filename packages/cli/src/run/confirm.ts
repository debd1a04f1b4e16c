import { type Client, type Instance, routes, type TargetPreview, type Targets } from '@muster/protocol/api'
import { CliError } from '../errors.ts'
import { type Io, isInteractive } from '../io.ts'
import { hosts } from '../tty/bar.ts'
import { ask, textOf } from '../tty/prompt.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { allInstances } from './pages.ts'

/** Above this a person is asked, whatever names the hosts. */
const manyHosts = 50
const mostShares = 3

const percent = (part: number, whole: number) => `${Math.floor((part / whole) * 100)} %`

/** `100 % of role=db`: the tags that the choice covers most of. A tag of a single host says nothing about a fleet. */
function tagShares(chosen: ReadonlySet<string>, fleet: readonly Instance[]): string[] {
  const tags = new Map<string, { total: number; chosen: number }>()
  for (const { id, tags: own } of fleet)
    for (const [key, value] of Object.entries(own)) {
      const name = sanitiseLine(value ? `${key}=${value}` : key)
      const count = tags.get(name) ?? { total: 0, chosen: 0 }
      tags.set(name, { total: count.total + 1, chosen: count.chosen + (chosen.has(id) ? 1 : 0) })
    }
  return [...tags]
    .filter(([, count]) => count.total > 1 && count.chosen > 0)
    .sort(([, a], [, b]) => b.chosen / b.total - a.chosen / a.total || b.total - a.total)
    .slice(0, mostShares)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${percent(count.chosen, count.total)} of ${name}`)
}

/** What a choice of hosts comes to, and the number to type. */
export function confirmation(preview: TargetPreview, fleet: readonly Instance[]): string {
  const { total, accountTotal, offline } = preview
  const shares = tagShares(new Set(preview.instances.map(({ id }) => id)), fleet)
  const whole = total === accountTotal
  const subject = whole
    ? `This is every host of the account: ${hosts(total)}`
    : `This is ${total} of the ${hosts(accountTotal)} of the account: ${percent(total, accountTotal)}`
  const facts = [subject, ...shares, ...(offline > 0 ? [`${offline} offline`] : [])].join(', ')
  return `${facts}.\nType ${total} to go on, or narrow it with --on.\n`
}

export interface ConfirmOptions {
  readonly all?: boolean | undefined
  readonly yes?: boolean | undefined
}

/** Refuses, or asks, before a run reaches more hosts than a person may have meant. */
export async function confirmTargets(io: Io, client: Client, targets: Targets, options: ConfirmOptions): Promise<void> {
  if (options.yes) return
  if (!isInteractive(io)) {
    if (options.all) throw new CliError('--all without a terminal to ask on needs --yes. Nothing ran.')
    return
  }
  const preview = await client.call(routes.previewTargets, { body: targets })
  if (preview.total === 0) throw new CliError('no host fits. "muster hosts" lists them with their tags. Nothing ran.')
  if (!options.all && preview.total <= manyHosts) return
  const answer = textOf(await ask(io, confirmation(preview, await allInstances(client))))
  if (answer !== String(preview.total)) throw new CliError(`that is not ${preview.total}. Nothing ran.`)
}
