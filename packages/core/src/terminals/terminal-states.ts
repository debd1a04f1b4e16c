export const terminalStates = [
  'connecting',
  'connected',
  'disconnected',
  'terminating',
  'terminated',
  'failed',
] as const
export type TerminalState = (typeof terminalStates)[number]

/** The whole life of a terminal. Whoever leaves without a word is disconnected; what was ended is terminated. */
const next: Readonly<Record<TerminalState, readonly TerminalState[]>> = {
  connecting: ['connected', 'failed', 'terminated'],
  connected: ['disconnected', 'terminating', 'terminated'],
  terminating: ['terminated'],
  disconnected: [],
  terminated: [],
  failed: [],
}

export const liveTerminalStates = terminalStates.filter((state) => next[state].length > 0)

export const terminalMayBecome = (from: TerminalState, to: TerminalState): boolean => next[from].includes(to)
