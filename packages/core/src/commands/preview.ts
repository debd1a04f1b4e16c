import type { Command } from './command.ts'
import {
  maskSecrets,
  mergeParameters,
  type Parameters,
  refuseTooLong,
  renderContent,
  secretNames,
} from './parameters.ts'

/** The script as an invocation with these values would record it: placeholders filled, secrets masked. */
export function previewContent(
  {
    content,
    parametersEnabled,
    parameterDefaults,
  }: Pick<Command, 'content' | 'parametersEnabled' | 'parameterDefaults'>,
  given: Parameters | undefined,
): Uint8Array {
  const values = mergeParameters(parametersEnabled, parameterDefaults, given, content)
  refuseTooLong(content, values)
  return renderContent(content, values && maskSecrets(values, secretNames(content)).shown)
}
