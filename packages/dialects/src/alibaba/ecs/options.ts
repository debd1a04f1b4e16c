import { text } from '../../spec/fields.ts'
import { AlibabaError } from '../errors.ts'

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
  OssOutputDelivery: text({
    matches: {
      test: (place) => /^oss:\/\/[a-z0-9][a-z0-9-]{1,61}[a-z0-9](\/|$)/.test(place),
      must: 'be oss://bucket/prefix',
    },
    codes: refusedAs('InvalidParameter.OssOutputDelivery'),
  }),
} as const

/** To run a script another way than the caller says would be worse than not to run it. */
export function refuseOptions(input: { readonly [Name in keyof typeof optionFields]?: string | undefined }): void {
  for (const name of Object.keys(optionFields) as (keyof typeof optionFields)[])
    if (input[name])
      throw new AlibabaError('UnsupportedOperation.ParameterNotBuilt', `${name} is not built yet on this server.`)
}
