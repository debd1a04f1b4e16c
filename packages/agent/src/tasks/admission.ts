/** Running tasks an agent takes at once; more are refused and come again when the server asks later. */
export const runningLimit = 256

export type Admission = 'repeat' | 'settled' | 'busy' | 'accept'

/** What becomes of a delivered task. A known one is only reported again: it never starts twice. */
export function admit(
  sequence: number,
  now: { readonly known: boolean; readonly settled: number; readonly running: number },
): Admission {
  if (now.known) return 'repeat'
  if (sequence <= now.settled) return 'settled'
  return now.running >= runningLimit ? 'busy' : 'accept'
}
