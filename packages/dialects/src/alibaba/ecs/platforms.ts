import type { Platform } from '@muster/core'

export const platformName: Record<Platform, 'Linux' | 'Windows'> = { linux: 'Linux', windows: 'Windows' }

const known: ReadonlyMap<string, Platform> = new Map([
  ['linux', 'linux'],
  ['windows', 'windows'],
])

/** One that a filter names; of FreeBSD there are no hosts. */
export function platformsOf(name: string | undefined): readonly Platform[] | undefined {
  if (!name) return undefined
  const platform = known.get(name.toLowerCase())
  return platform ? [platform] : []
}
