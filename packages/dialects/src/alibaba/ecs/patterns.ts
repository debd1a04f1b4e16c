import type { TextPattern } from '@muster/core'

/** `text*`, `*text` and `*text*`. */
export function patternIn(given: string | undefined): TextPattern | undefined {
  if (!given) return undefined
  const text = given.replace(/^\*|\*$/g, '')
  if (given.startsWith('*')) return { text, at: given.endsWith('*') ? 'anywhere' : 'end' }
  return { text, at: given.endsWith('*') ? 'start' : 'whole' }
}
