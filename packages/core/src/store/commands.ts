import type { Command, Naming, SealedDraft } from '../commands/command.ts'
import type { CommandFilter, Listing, Page } from '../filters.ts'

/** Stored commands. */
export interface CommandStore {
  createCommand(command: {
    accountId: number
    draft: SealedDraft
    naming?: Naming
    at: number
  }): Promise<{ id: number }>
  /** False when the command is no longer as it was at `readAt`: read it again. */
  modifyCommand(command: {
    accountId: number
    id: number
    draft: SealedDraft
    naming?: Naming
    readAt: number
    at: number
  }): Promise<boolean>
  /** All of them, or none. */
  deleteCommands(commands: { accountId: number; ids: readonly number[]; at: number }): Promise<void>
  /** Makes these the public commands, by their names, and no others. */
  ensurePublicCommands(library: {
    commands: readonly { readonly draft: SealedDraft; readonly scenes: readonly number[] }[]
    at: number
  }): Promise<void>
  /** The account's own and the public ones. */
  listCommands(accountId: number, filter: CommandFilter, page: Page): Promise<Listing<Command>>
}
