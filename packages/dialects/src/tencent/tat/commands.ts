import {
  type Command,
  type CommandDraft,
  type CommandType,
  checkParameters,
  defaultsOf,
  type OutputDelivery,
  type ParameterDefault,
  type Tags,
} from '@muster/core'
import type { Context, Output } from '../../action.ts'
import type { Input } from '../../spec/fields.ts'
import { Violation } from '../../spec/violations.ts'
import { type commandFields, type defaultFields, repeatedDefault } from './fields.ts'
import { time } from './times.ts'

export const typeOf = { SHELL: 'shell', POWERSHELL: 'powershell', BAT: 'bat' } as const satisfies Record<
  string,
  CommandType
>
export const typeName: Record<CommandType, keyof typeof typeOf> = {
  shell: 'SHELL',
  powershell: 'POWERSHELL',
  bat: 'BAT',
}

type CommandInput = Input<typeof commandFields>

/** A command as the domain keeps it. User and directory stay empty when unsaid: the host then decides. */
export function draftOf(input: CommandInput, name: string): CommandDraft {
  const parameterDefaults = defaultsIn(input) ?? []
  if (parameterDefaults.length > 0 && !input.EnableParameter)
    throw new Violation('value', 'Default parameters need EnableParameter to be true.', [
      'InvalidParameterValue.SupportParametersOnlyIfEnableParameter',
    ])
  return {
    name,
    description: input.Description,
    type: typeOf[input.CommandType],
    content: filled(input.Content),
    timeoutSeconds: input.Timeout,
    workingDirectory: input.WorkingDirectory ?? '',
    userName: input.Username ?? '',
    parametersEnabled: input.EnableParameter,
    parameterDefaults,
    delivery: { bucketUrl: input.OutputCOSBucketUrl ?? '', keyPrefix: input.OutputCOSKeyPrefix ?? '' },
    tags: tagsIn(input.Tags ?? []),
  }
}

export function filled(content: Uint8Array): Uint8Array {
  if (content.length > 0) return content
  throw new Violation('value', 'Content holds no script: it is empty.', ['InvalidParameterValue.CommandContentInvalid'])
}

/** The default values that a request gives, in whichever form; undefined when it gives none. */
export function defaultsIn({
  DefaultParameters,
  DefaultParameterConfs,
}: Input<typeof defaultFields>): readonly ParameterDefault[] | undefined {
  if (!DefaultParameterConfs)
    return (
      DefaultParameters && Object.entries(DefaultParameters).map(([name, value]) => ({ name, value, description: '' }))
    )
  const given = DefaultParameterConfs.map(({ ParameterName, ParameterValue, ParameterDescription }) => ({
    name: ParameterName,
    value: ParameterValue,
    description: ParameterDescription,
  }))
  const names = given.map(({ name }) => name)
  if (new Set(names).size < names.length)
    throw new Violation('value', 'A name appears twice in DefaultParameterConfs.', repeatedDefault.codes)
  checkParameters(given.map(({ name, value }) => [name, value]))
  return given
}

export function tagsIn(tags: readonly { readonly Key: string; readonly Value: string }[]): Tags {
  const keys = tags.map(({ Key }) => Key)
  if (new Set(keys).size < keys.length) throw new Violation('value', 'A key appears twice in Tags.')
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
}

export const tagList = (tags: Tags): Output[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** What a record shows where the caller left the choice to the host: the documented defaults. */
export const shownUser = (type: CommandType, userName: string): string =>
  userName || (type === 'shell' ? 'root' : 'System')
export const shownDirectory = (type: CommandType, path: string): string =>
  path || (type === 'shell' ? '/root' : 'C:\\Program Files\\qcloud\\tat_agent\\workdir')
export const shownDelivery = ({ bucketUrl, keyPrefix }: OutputDelivery): Output => ({
  OutputCOSBucketUrl: bucketUrl,
  OutputCOSKeyPrefix: keyPrefix,
})

/** A map of parameters as the API writes it: JSON in a string, empty where there is no map. */
export const jsonOrEmpty = (map: Readonly<Record<string, string>> | undefined): string =>
  map ? JSON.stringify(map) : ''

export function commandRecord({ deps }: Context, command: Command): Output {
  const defaults = defaultsOf(command.parameterDefaults)
  return {
    CommandId: deps.nativeIds.format('command', command.id),
    CommandName: command.name,
    Description: command.description,
    Content: Buffer.from(command.content).toString('base64'),
    CommandType: typeName[command.type],
    WorkingDirectory: shownDirectory(command.type, command.workingDirectory),
    Timeout: command.timeoutSeconds,
    CreatedTime: time(command.createdAt),
    UpdatedTime: time(command.updatedAt),
    EnableParameter: command.parametersEnabled,
    DefaultParameters: command.parametersEnabled ? jsonOrEmpty(defaults) : '',
    DefaultParameterConfs: command.parameterDefaults.map(({ name, description }) => ({
      ParameterName: name,
      ParameterValue: defaults[name],
      ParameterDescription: description,
    })),
    Scenes: command.scenes.map((scene) => deps.nativeIds.format('scene', scene)),
    FormattedDescription: command.createdBy === 'user' ? '' : JSON.stringify({ 'en-US': command.description }),
    CreatedBy: command.createdBy === 'user' ? 'USER' : 'TAT',
    Tags: tagList(command.tags),
    Username: shownUser(command.type, command.userName),
    ...shownDelivery(command.delivery),
  }
}
