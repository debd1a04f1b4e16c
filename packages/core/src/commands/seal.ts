import type { Vault } from '../ports.ts'
import type { Command, CommandDraft, SealedDraft } from './command.ts'
import { defaultsOf, maskSecrets, secretNames } from './parameters.ts'

/** The draft as it may be stored: default values of its secrets sealed, and masked where they stood. */
export function sealDraft(vault: Vault, draft: CommandDraft): SealedDraft {
  const { shown, secrets } = maskSecrets(defaultsOf(draft.parameterDefaults), secretNames(draft.content))
  const sealed = Object.keys(secrets).length > 0 ? vault.seal(Buffer.from(JSON.stringify(secrets))) : undefined
  return { ...draft, ...withValues(draft, shown), sealedDefaults: sealed }
}

/** The stored command with the true values of its defaults, for one run. */
export function openCommand(vault: Vault, command: Command): Command {
  if (!command.sealedDefaults) return command
  const secrets = JSON.parse(Buffer.from(vault.open(command.sealedDefaults)).toString()) as Record<string, string>
  return { ...command, ...withValues(command, secrets) }
}

const withValues = (
  { parameterDefaults }: Pick<CommandDraft, 'parameterDefaults'>,
  values: Readonly<Record<string, string>>,
): Pick<CommandDraft, 'parameterDefaults'> => ({
  parameterDefaults: parameterDefaults.map((each) => ({ ...each, value: values[each.name] ?? each.value })),
})
