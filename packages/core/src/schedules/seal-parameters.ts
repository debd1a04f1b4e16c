import type { Command } from '../commands/command.ts'
import { maskSecrets, type Parameters, secretNames } from '../commands/parameters.ts'
import type { Vault } from '../ports.ts'
import type { Schedule } from './schedule.ts'

interface WithVault {
  readonly vault: Vault
}

/** Parameters as they may be stored: those that the command takes as secrets sealed, and masked where they stood. */
export function sealParameters(
  { vault }: WithVault,
  { content }: Command,
  parameters: Parameters | undefined,
): Pick<Schedule, 'parameters' | 'sealedSecrets'> {
  if (!parameters) return { parameters: undefined, sealedSecrets: undefined }
  const { shown, secrets } = maskSecrets(parameters, secretNames(content))
  const sealed = Object.keys(secrets).length > 0 ? vault.seal(Buffer.from(JSON.stringify(secrets))) : undefined
  return { parameters: shown, sealedSecrets: sealed }
}

/** The parameters as they were given. */
export function openParameters(
  { vault }: WithVault,
  { parameters, sealedSecrets }: Pick<Schedule, 'parameters' | 'sealedSecrets'>,
): Parameters | undefined {
  if (!sealedSecrets) return parameters
  return { ...parameters, ...(JSON.parse(Buffer.from(vault.open(sealedSecrets)).toString()) as Parameters) }
}
