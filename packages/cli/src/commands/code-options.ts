import type { RegisterCodeDraft } from '@muster/protocol/api'
import { type Command, Option } from 'commander'
import { hosts } from '../tty/bar.ts'
import { duration } from '../tty/duration.ts'
import { count } from './values.ts'

/** What a new register code is for. */
export interface CodeOptions {
  readonly kind: 'cvm' | 'lighthouse' | 'managed'
  readonly limit: number
  readonly hours: number
  readonly forever?: boolean
  readonly description?: string
  readonly namePrefix?: string
  readonly ipRange?: string
}

export const withCode = (command: Command): Command =>
  command
    .option('--limit <n>', 'hosts that may use it', count, 10)
    .option('--hours <n>', 'hours that it is valid', count, 4)
    .option('--forever', 'valid until it is disabled')
    .addOption(
      new Option('--kind <kind>', 'kind of the hosts').choices(['managed', 'cvm', 'lighthouse']).default('managed'),
    )
    .option('--name-prefix <text>', 'their names begin with this')
    .option('--ip-range <cidr>', 'only from these addresses')
    .option('--description <text>', 'what the code is for')

export const draftOf = (options: CodeOptions): RegisterCodeDraft => ({
  kind: options.kind,
  limit: options.limit,
  hours: options.forever ? null : options.hours,
  ...(options.description === undefined ? {} : { description: options.description }),
  ...(options.namePrefix === undefined ? {} : { namePrefix: options.namePrefix }),
  ...(options.ipRange === undefined ? {} : { ipRange: options.ipRange }),
})

export const admits = ({ limit, forever, hours }: CodeOptions): string =>
  `It admits ${hosts(limit)}, ${forever ? 'until it is disabled' : `for ${duration(hours * 3_600_000)}`}`
