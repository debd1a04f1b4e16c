import type { Vault } from '../ports.ts'
import type { Command, CommandDraft, SealedDraft } from './command.ts'
import { defaultsOf, maskSecrets, secretNames } from './parameters.ts'
import { openSecrets, sealSecrets } from './sealed-secrets.ts'

/** The draft as it may be stored: default values of its secrets sealed, and masked where they stood. */
export function sealDraft(vault: Vault, accountId: number, draft: CommandDraft): SealedDraft {
  if (draft.parameterDefaults.length === 0) return { ...draft, sealedDefaults: undefined }
  const { shown, secrets } = maskSecrets(defaultsOf(draft.parameterDefaults), secretNames(draft.content))
  return { ...draft, ...withValues(draft, shown), sealedDefaults: sealSecrets(vault, accountId, secrets) }
}

/** The stored command with the true values of its defaults, for one run. */
export function openCommand(vault: Vault, command: Command): Command {
  if (!command.sealedDefaults) return command
  return { ...command, ...withValues(command, openSecrets(vault, command.accountId, command.sealedDefaults)) }
}

const withValues = (
  { parameterDefaults }: Pick<CommandDraft, 'parameterDefaults'>,
  values: Readonly<Record<string, string>>,
): Pick<CommandDraft, 'parameterDefaults'> => ({
  parameterDefaults: parameterDefaults.map((each) => ({ ...each, value: values[each.name] ?? each.value })),
})
