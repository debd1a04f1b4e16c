import type { Listing, Page } from '../filters.ts'
import type { NewTerminal, Terminal, TerminalFilter, TerminalMove } from '../terminals/terminal.ts'

/** Terminals, from the call that asks for one to what became of it. */
export interface TerminalStore {
  /** Refuses with QuotaUsedUp beyond the terminals that an account or an instance may have at once. */
  createTerminal(terminal: NewTerminal): Promise<Pick<Terminal, 'id' | 'tokenUntil'>>
  /** Once, for a token that is good; undefined for any other. It stays connecting until its host has opened it. */
  takeTerminal(taking: { id: number; clientIp: string; at: number }): Promise<Terminal | undefined>
  /** Whether its state was changed. */
  moveTerminal(move: TerminalMove): Promise<boolean>
  listTerminals(accountId: number, filter: TerminalFilter, page: Page): Promise<Listing<Terminal>>
  /** Ends those whose token nobody came with in time; or, of a server that was stopped, all that are open. */
  endTerminals(which: { of: 'unused' | 'stopped server'; at: number }): Promise<void>
  /** Removes the oldest that ended before a time, at most `limit`, and gives their ids. */
  pruneTerminals(old: { before: number; limit: number }): Promise<readonly number[]>
}
