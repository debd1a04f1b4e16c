import type { RunRequest } from '@muster/protocol/api'
import { InvalidArgumentError } from 'commander'
import type { ChosenTargets } from '../run/targets.ts'
import { parseDuration } from '../tty/duration.ts'

export function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

/** Seconds of `90`, `15m` or `2h`. */
export function seconds(text: string): number {
  const value = parseDuration(text)
  if (value === undefined) throw new InvalidArgumentError('It must be a duration such as 30, 90s, 15m or 2h.')
  return value
}

export const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** `name=value` into a record. */
export function assign(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It must be written as name=value.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

export function overlap(text: string): 'skip' | 'start' {
  if (text !== 'skip' && text !== 'start') throw new InvalidArgumentError('It must be skip or start.')
  return text
}

/** What becomes of hosts that are away. */
export type IfAway = 'fail' | 'skip' | { readonly waitSeconds: number }

/** Hosts that are named must be there; of those chosen by a tag, or all, the ones that are there are meant. */
export function awayOf(
  { all, tags }: Pick<ChosenTargets, 'all' | 'tags'>,
  chosen: IfAway | undefined,
): Pick<RunRequest, 'away' | 'waitSeconds'> {
  if (typeof chosen === 'object') return { away: 'wait', ...chosen }
  return { away: chosen ?? (all || tags.length > 0 ? 'skip' : 'fail') }
}

/** As the server does when it is told no time, and the longest that it takes. */
const usualWait = 3600
const longestWait = 7 * 86_400

/** `fail`, `skip`, `wait` or `wait=2h`. */
export function ifAway(text: string): IfAway {
  if (text === 'fail' || text === 'skip') return text
  if (text === 'wait') return { waitSeconds: usualWait }
  const waitSeconds = text.startsWith('wait=') ? parseDuration(text.slice('wait='.length)) : undefined
  if (waitSeconds === undefined || waitSeconds < 1 || waitSeconds > longestWait)
    throw new InvalidArgumentError('It must be fail, skip, wait, or wait=2h with a time of at most 7d.')
  return { waitSeconds }
}
