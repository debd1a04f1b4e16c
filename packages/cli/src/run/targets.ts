import { CliError } from '../errors.ts'
import { expand, NodeSetError, splitList } from '../tty/node-set.ts'

export interface TargetOptions {
  readonly on?: readonly string[] | undefined
  readonly all?: boolean | undefined
  readonly failed?: string | undefined
}

/** With every list given, if only as empty. */
export interface ChosenTargets {
  readonly instances: string[]
  readonly names: string[]
  readonly tags: { key: string; value: string }[]
  readonly all: boolean
  readonly failedOf?: string
}

/** As the native API writes ids of hosts; anything else is a name. */
export const isInstanceId = (text: string): boolean => /^(?:ins|lhins|rins)-[0-9a-z]{8}$/.test(text)

const most = 10_000

function names(piece: string): string[] {
  try {
    return expand(piece)
  } catch (error) {
    if (error instanceof NodeSetError) throw new CliError(error.message)
    throw error
  }
}

function tagOf(piece: string): { key: string; value: string } {
  const [, key, value] = /^tag:([^=]+)=(.*)$/.exec(piece) ?? []
  if (key === undefined || value === undefined)
    throw new CliError(`"${piece}" is no tag: write it as tag:key=value, for example tag:role=web.`)
  return { key, value }
}

/** What `--on`, `--all` and `--failed` say. Ids, names and node sets add up; a host must have every tag named. */
export function parseTargets(options: TargetOptions): ChosenTargets {
  const pieces = (options.on ?? []).flatMap(splitList)
  const ways = [pieces.length > 0, options.all, options.failed].filter(Boolean).length
  if (ways === 0)
    throw new CliError(
      'no hosts are chosen. Add --on <id, name or tag:key=value>, or --all. "muster hosts" lists them.',
    )
  if (ways > 1) throw new CliError('--on, --all and --failed exclude each other: give one of them.')
  const tags = pieces.filter((piece) => piece.startsWith('tag:'))
  const ids = pieces.filter(isInstanceId)
  const others = pieces.filter((piece) => !piece.startsWith('tag:') && !isInstanceId(piece)).flatMap(names)
  if (ids.length > most || others.length > most) throw new CliError(`one run reaches at most ${most} hosts.`)
  return {
    instances: [...new Set(ids)],
    names: [...new Set(others)],
    tags: tags.map(tagOf),
    all: options.all ?? false,
    ...(options.failed ? { failedOf: options.failed } : {}),
  }
}
