import type { Command } from '../commands/command.ts'
import { mask, maskSecrets, type Parameters, secretNames } from '../commands/parameters.ts'
import { openSecrets, sealSecrets } from '../commands/sealed-secrets.ts'
import type { Vault } from '../ports.ts'
import type { Schedule } from './schedule.ts'

interface WithVault {
  readonly vault: Vault
}

/** Parameters as they may be stored: those that the command takes as secrets sealed, and masked where they stood. */
export function sealParameters(
  { vault }: WithVault,
  accountId: number,
  { content }: Command,
  parameters: Parameters | undefined,
): Pick<Schedule, 'parameters' | 'sealedSecrets'> {
  if (!parameters) return { parameters: undefined, sealedSecrets: undefined }
  const { shown, secrets } = maskSecrets(parameters, secretNames(content))
  return { parameters: shown, sealedSecrets: sealSecrets(vault, accountId, secrets) }
}

/**
 * The parameters as they were given, for a run of this command. A secret that its script does not hide, now or any more,
 * would show: it is left out, and the run asks for a value.
 */
export function openParameters(
  { vault }: WithVault,
  { accountId, parameters, sealedSecrets }: Pick<Schedule, 'accountId' | 'parameters' | 'sealedSecrets'>,
  { content }: Command,
): Parameters | undefined {
  if (!sealedSecrets) return parameters
  const secrets = openSecrets(vault, accountId, sealedSecrets)
  const hidden = secretNames(content)
  const entries = Object.entries({ ...parameters, ...secrets })
  return Object.fromEntries(entries.filter(([name]) => hidden.has(name) || !Object.hasOwn(secrets, name)))
}

/** Whoever changes what was read sends the masks back: they stand for what is held. */
export function keepMasked(given: Parameters, held: Parameters | undefined, { content }: Command): Parameters {
  const hidden = secretNames(content)
  const kept = (name: string, value: string) => (value === mask && hidden.has(name) ? (held?.[name] ?? value) : value)
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, kept(name, value)]))
}
