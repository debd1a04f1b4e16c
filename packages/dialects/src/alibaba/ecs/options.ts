import { type CommandDraft, type Container, containerEngines, parseLauncher, type Runtime } from '@muster/core'
import { text } from '../../spec/fields.ts'
import { Violation } from '../../spec/violations.ts'
import { AlibabaError } from '../errors.ts'
import { OssOutputDelivery } from './delivery.ts'

const refusedAs = (code: string) => ({ value: [code], tooLong: [code] })

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
}

/** Where and by what a script is to run. `launcher` is the command's own. */
export function runtimeIn(input: RuntimeInput, { launcher = '' }: Pick<CommandDraft, 'launcher'>): Runtime {
  const { RegionId: region, Launcher = '', ContainerId = '', ContainerName = '' } = input
  if (ContainerId === '' && ContainerName === '')
    return { ...(Launcher && { launcher: checkedLauncher(Launcher) }), region }
  if (Launcher || launcher)
    throw new Violation('conflict', 'In a container it is the shell that runs a script: leave the Launcher out.')
  return { container: containerIn(ContainerId, ContainerName), region }
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

/** To run a script another way than the caller says would be worse than not to run it. */
export function refuseOptions({ WindowsPasswordName }: { readonly WindowsPasswordName?: string | undefined }): void {
  if (WindowsPasswordName)
    throw new AlibabaError(
      'UnsupportedOperation.ParameterNotBuilt',
      'WindowsPasswordName is not built yet on this server.',
    )
}
