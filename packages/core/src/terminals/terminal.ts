import type { TerminalState } from './terminal-states.ts'

/** Why a terminal ended, where there is a word for it. Source: session, ClosedReason. */
export const closedReasons = ['AgentNotOnline', 'AgentSocketClosed', 'ClientClosed', 'DeliveryTimeout'] as const
export type ClosedReason = (typeof closedReasons)[number]

/** Source: session. */
export const terminalLimits = {
  commandLineCharacters: 512,
  /** For a client to come with its token. */
  tokenMs: 600_000,
  /** At once. */
  ofAccount: 100,
  ofInstance: 20,
} as const

/** Someone's shell on a host, over this server. */
export interface Terminal {
  readonly id: number
  readonly accountId: number
  readonly userId: number
  readonly userName: string
  readonly accessKeyId: string
  readonly instanceId: number
  /** Of the host; empty: the agent's own. */
  readonly hostUser: string
  /** Empty: a login shell. */
  readonly commandLine: string
  readonly state: TerminalState
  readonly closedReason: ClosedReason | undefined
  /** In words, for a person. */
  readonly detail: string
  readonly exitCode: number | undefined
  /** Whoever came with its token. */
  readonly clientIp: string
  /** Until when its token may be used, once. */
  readonly tokenUntil: number
  /** Bytes of its recording. */
  readonly recorded: number
  readonly createdAt: number
  readonly connectedAt: number | undefined
  readonly endedAt: number | undefined
}

export type NewTerminal = Pick<
  Terminal,
  | 'accountId'
  | 'userId'
  | 'userName'
  | 'accessKeyId'
  | 'instanceId'
  | 'hostUser'
  | 'commandLine'
  | 'tokenUntil'
  | 'createdAt'
>

/** A step in the life of a terminal; one that its table does not know is passed over. */
export interface TerminalMove {
  readonly id: number
  readonly to: TerminalState
  readonly closedReason?: ClosedReason | undefined
  readonly detail?: string
  readonly exitCode?: number | undefined
  readonly recorded?: number
  readonly at: number
}

export interface TerminalFilter {
  readonly ids?: readonly number[] | undefined
  readonly instanceIds?: readonly number[] | undefined
  /** What came after this one is left out. */
  readonly upTo?: number | undefined
}
