import { type CommandDraft, type Container, containerEngines, parseLauncher, type Runtime } from '@muster/core'
import { text } from '../../spec/fields.ts'
import { quote, Violation } from '../../spec/violations.ts'
import { AlibabaError } from '../errors.ts'
import { OssOutputDelivery } from './delivery.ts'
import { refusedAs } from './fields.ts'

export const Launcher = text({ maxBytes: 1024, codes: { tooLong: ['InvalidLauncher.LengthLimitExceeded'] } })

/** Further ways to run a script. */
export const optionFields = {
  Launcher,
  ContainerId: text({
    matches: {
      test: (id) => /^((docker|containerd|cri-o):\/\/)?[0-9a-f]{64}$/.test(id),
      must: 'be 64 hexadecimal digits, after docker://, containerd:// or cri-o:// or nothing',
    },
    codes: refusedAs('InvalidContainerId.Malformed'),
  }),
  ContainerName: text({
    maxCharacters: 253,
    matches: {
      test: (name) => /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name),
      must: 'be of letters, digits, _, . and -',
    },
    codes: refusedAs('InvalidContainerName.Malformed'),
  }),
  WindowsPasswordName: text({ maxCharacters: 255, codes: { tooLong: ['WindowsPasswordName.ExceedLimit'] } }),
  OssOutputDelivery,
} as const

/** What a caller asks for beside the script. */
interface RuntimeInput {
  readonly RegionId: string
  readonly Launcher?: string | undefined
  readonly ContainerId?: string | undefined
  readonly ContainerName?: string | undefined
  readonly Username?: string | undefined
  readonly WindowsPasswordName?: string | undefined
}

/** Where and by what a script is to run. */
export function runtimeIn(input: RuntimeInput, command: Pick<CommandDraft, 'type' | 'launcher'>): Runtime {
  const { RegionId: region, Launcher = '', ContainerId = '', ContainerName = '' } = input
  const common = { ...passwordIn(input, command), region }
  if (ContainerId === '' && ContainerName === '')
    return { ...(Launcher && { launcher: checkedLauncher(Launcher) }), ...common }
  if (Launcher || command.launcher)
    throw new Violation('conflict', 'In a container it is the shell that runs a script: leave the Launcher out.')
  return { container: containerIn(ContainerId, ContainerName), ...common }
}

/** The password of a user is a secret of the parameter store. Source: Windows knows no other way to become a user. */
function passwordIn(
  { Username = '', WindowsPasswordName = '' }: RuntimeInput,
  { type }: Pick<CommandDraft, 'type'>,
): Pick<Runtime, 'passwordName'> {
  if (WindowsPasswordName === '') {
    if (Username !== '' && type !== 'shell')
      throw new AlibabaError('WindowsPasswordName.Missed', `Store the password of ${quote(Username)} and name it.`)
    return {}
  }
  if (Username === '') throw new Violation('value', 'WindowsPasswordName is the password of a Username: give that too.')
  return { passwordName: WindowsPasswordName }
}

/** As it was given, once it is known that it can be split into words. */
export function checkedLauncher(line: string): string {
  if (line !== '') parseLauncher(line)
  return line
}

function containerIn(id: string, name: string): Container {
  const [engine, digits] = id.includes('://') ? id.split('://') : ['any', id]
  return { engine: containerEngines.find((each) => each === engine) ?? 'any', id: digits ?? '', name }
}

/** As the caller wrote them. */
export const shownRuntime = ({ launcher = '', container }: Runtime = {}) => ({
  Launcher: launcher,
  ContainerId:
    container?.id && container.engine !== 'any' ? `${container.engine}://${container.id}` : (container?.id ?? ''),
  ContainerName: container?.name ?? '',
})
