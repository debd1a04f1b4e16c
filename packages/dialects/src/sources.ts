import { MusterError } from '@muster/core'
import type { FindKey } from './keys.ts'
import { removeOldest } from './remove-oldest.ts'

/**
 * Counts what was signed wrongly by the address it came from. Behind a source that goes on guessing, a name is looked up
 * only if it has been right since the start of the server: whoever shares the address with the guesser, as behind one
 * gateway, works on, and the guesser has nothing but a cheap refusal.
 */
export interface Sources {
  /** Throws where nothing more is checked for a name from an address. */
  readonly admit: (address: string, name: string) => void
  readonly right: (name: string) => void
  readonly wrong: (address: string) => void
  /** Takes back one that was wrong: who sent it has shown since that it belongs here. */
  readonly forgive: (address: string) => void
}

/** Beyond these many, those that were heard of longest ago start anew: 2 MB in all. */
const most = { sources: 10_000, names: 20_000 } as const

interface Budget {
  readonly left: number
  readonly at: number
}

/** `perMinute` wrong ones from each source; 0 means any number. */
export function createSources(clock: { readonly now: () => number }, perMinute: number): Sources {
  const budgets = new Map<string, Budget>()
  const proven = new Set<string>()
  let latest: string | undefined

  const leftFor = (source: string): number => {
    const { left, at } = budgets.get(source) ?? { left: perMinute, at: clock.now() }
    return Math.min(perMinute, left + (Math.max(0, clock.now() - at) * perMinute) / 60_000)
  }
  const charge = (source: string, count: number): void => {
    const left = Math.max(0, leftFor(source) - count)
    // Deleting first moves the source to the young end of the map.
    budgets.delete(source)
    budgets.set(source, { left, at: clock.now() })
    if (budgets.size > most.sources) removeOldest(budgets)
  }

  return {
    admit: (address, name) => {
      if (perMinute === 0 || proven.has(name) || leftFor(sourceOf(address)) >= 1) return
      throw new MusterError(
        'SourceThrottled',
        'Too many requests from this address were signed wrongly: check the key, and try again in a minute.',
      )
    },
    right: (name) => {
      // Nearly always the one before: to take it out and put it in makes the table of the set anew.
      if (name === latest) return
      latest = name
      proven.delete(name)
      if (proven.add(name).size > most.names) removeOldest(proven)
    },
    wrong: (address) => charge(sourceOf(address), 1),
    forgive: (address) => {
      const source = sourceOf(address)
      if (budgets.has(source)) charge(source, -1)
    },
  }
}

/** Who has one address of IPv6 has 2⁶⁴ of them. */
export function sourceOf(address: string): string {
  const ipv4 = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (ipv4 !== undefined || !address.includes(':')) return ipv4 ?? address
  const [front = '', back] = address.split('::')
  const before = front === '' ? [] : front.split(':')
  const after = back === undefined || back === '' ? [] : back.split(':')
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}

/** Authenticates with keys that are only looked up for those who may still try. */
export async function identify<Key>(
  { admit, right, wrong }: Sources,
  address: string,
  keys: FindKey<Key>,
  authenticate: (find: FindKey<Key>) => Promise<Key>,
): Promise<Key> {
  let asked: string | undefined
  const find: FindKey<Key> = async (secretId) => {
    admit(address, secretId)
    const found = await keys(secretId)
    asked = secretId
    return found
  }
  try {
    const key = await authenticate(find)
    if (asked !== undefined) right(asked)
    return key
  } catch (error) {
    if (asked !== undefined) wrong(address)
    throw error
  }
}
