import type { OutputDelivery } from '../commands/command.ts'
import type { Deps } from '../ports.ts'
import type { Caller } from './account.ts'
import { requireAdministrator } from './authorise.ts'

/** What an account has settled for all of its callers; each is read and changed by itself. */
export interface Settings {
  /** Where whole outputs go whose caller names no place. */
  readonly delivery: OutputDelivery & { readonly enabled: boolean }
  readonly sessions: { readonly enabled: boolean }
  /** When agents may be replaced by newer ones, which this server never does by itself. */
  readonly upgrades: {
    readonly enabled: boolean
    readonly atStart: boolean
    readonly never: boolean
    readonly windows: readonly string[]
    readonly timeZone: string
  }
}

export const usualSettings: Settings = {
  delivery: { enabled: false, bucketUrl: '', keyPrefix: '' },
  sessions: { enabled: true },
  upgrades: { enabled: false, atStart: true, never: false, windows: [], timeZone: 'UTC' },
}

export async function changeSettings(deps: Deps, caller: Caller, change: Partial<Settings>): Promise<void> {
  requireAdministrator(caller, 'the settings of the account')
  await deps.store.saveSettings({ accountId: caller.accountId, change, at: deps.clock.now() })
}
