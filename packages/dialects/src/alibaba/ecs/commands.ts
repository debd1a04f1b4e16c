import { type Command, type CommandDraft, type CommandType, findCommand, MusterError, noDelivery } from '@muster/core'
import type { Context, Output } from '../../action.ts'
import { quote, Violation } from '../../spec/violations.ts'
import { formatId, parseId } from '../ids.ts'
import { contentIn, type Encoding, encodingOf, shownText } from './content.ts'
import type { commandTypes } from './fields.ts'
import { checkedLauncher } from './options.ts'
import { checkNames, namesIn, withoutSpace } from './parameters.ts'
import { shownGroup, shownTags, tagsIn } from './tags.ts'
import { time } from './times.ts'

export const typeOf = {
  RunShellScript: 'shell',
  RunPowerShellScript: 'powershell',
  RunBatScript: 'bat',
} as const satisfies Record<(typeof commandTypes)[number], CommandType>

export const typeName: Record<CommandType, keyof typeof typeOf> = {
  shell: 'RunShellScript',
  powershell: 'RunPowerShellScript',
  bat: 'RunBatScript',
}

export const defaultTimeoutSeconds = 60

/** What a request for a new command says, whether it is to be kept or run at once. */
interface DraftInput {
  readonly Name?: string | undefined
  readonly Description?: string | undefined
  readonly Type: keyof typeof typeOf
  readonly CommandContent: string
  readonly ContentEncoding?: string | undefined
  readonly WorkingDir?: string | undefined
  readonly Timeout?: number | undefined
  readonly EnableParameter: boolean
  readonly Launcher?: string | undefined
  readonly Tag?: Parameters<typeof tagsIn>[0]
  readonly ResourceGroupId?: string | undefined
}

/** A command as the domain keeps it. User and directory stay empty when unsaid: the host then decides. */
export function draftOf(input: DraftInput, usual: Encoding): CommandDraft {
  const content = contentIn(input.CommandContent, encodingOf(input.ContentEncoding, usual))
  if (input.EnableParameter) checkNames(content)
  return {
    name: input.Name ?? '',
    description: input.Description ?? '',
    type: typeOf[input.Type],
    content: input.EnableParameter ? withoutSpace(content) : content,
    timeoutSeconds: input.Timeout ?? defaultTimeoutSeconds,
    workingDirectory: directoryIn(input.WorkingDir),
    userName: '',
    ...(input.Launcher && { launcher: checkedLauncher(input.Launcher) }),
    parametersEnabled: input.EnableParameter,
    parameterDefaults: [],
    delivery: noDelivery,
    tags: tagsIn(input.Tag, input.ResourceGroupId),
  }
}

/** Empty, for the default, or an absolute path. */
export function directoryIn(path = ''): string {
  if (path !== '' && !/^(\/|[A-Za-z]:[\\/])/.test(path))
    throw new Violation('value', `WorkingDir must be an absolute path; it is ${quote(path)}.`, [
      'InvalidParameter.WorkingDir',
    ])
  return path
}

/** By its id or, of a public command, by its name. */
export async function commandNamed({ deps, caller }: Context, text: string): Promise<Command> {
  const id = parseId(deps, 'command', text)
  if (id !== undefined) return findCommand(deps, caller, id)
  const filter = { names: [text], createdBy: ['muster'] } as const
  const { items } = await deps.store.listCommands(caller.accountId, filter, { offset: 0, limit: 1 })
  const [command] = items
  if (!command) throw new MusterError('CommandNotFound', 'List the commands with DescribeCommands.')
  return command
}

/** What a record shows where the caller left the choice to the host: the documented defaults. */
export const shownUser = (type: CommandType, userName: string): string =>
  userName || (type === 'shell' ? 'root' : 'System')
export const shownDirectory = (type: CommandType, path: string): string =>
  path || (type === 'shell' ? '/root' : 'C:\\Windows\\System32')

/** Of the commands that come with the server. */
export const publicProvider = 'AlibabaCloud.Muster'

export function commandRecord({ deps }: Context, command: Command, encoding: Encoding, invokeTimes: number): Output {
  const isPublic = command.createdBy === 'muster'
  return {
    CommandId: formatId(deps, 'command', command.id),
    Name: command.name,
    Description: command.description,
    Type: typeName[command.type],
    CommandContent: shownText(command.content, encoding),
    WorkingDir: shownDirectory(command.type, command.workingDirectory),
    Timeout: command.timeoutSeconds,
    EnableParameter: command.parametersEnabled,
    ParameterNames: { ParameterName: command.parametersEnabled ? namesIn(command.content) : [] },
    ParameterDefinitions: {
      ParameterDefinition: command.parameterDefaults.map(({ name, value, description }) => ({
        ParameterName: name,
        DefaultValue: value,
        Description: description,
        Required: false,
        PossibleValues: { PossibleValue: [] },
      })),
    },
    InvokeTimes: invokeTimes,
    Provider: isPublic ? publicProvider : '',
    Category: isPublic ? 'public' : 'user',
    Version: 1,
    Latest: isPublic,
    Launcher: command.launcher ?? '',
    ResourceGroupId: shownGroup(command.tags),
    CreationTime: time(command.createdAt),
    Tags: shownTags(command.tags),
  }
}
