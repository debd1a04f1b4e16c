import { limits, parameterLimits } from '@muster/core'
import { flag, integer, list, parameters, record, text } from '../../spec/fields.ts'

/** What the action cannot do without has a code of its own. */
export const mandatory = (name: string) => ({ required: true, codes: { missing: [`Missing${name}`] } }) as const

export const refusedAs = (...codes: readonly string[]) => ({ value: codes, tooLong: codes })
const visible = (text: string) => !/\p{Cc}/u.test(text)

export const RegionId = text(mandatory('RegionId'))
export const CommandId = text(mandatory('CommandId'))
export const InvokeId = text(mandatory('InvokeId'))

export const ClientToken = text({
  maxCharacters: 64,
  matches: { test: (token) => /^[\x21-\x7E]+$/.test(token), must: 'be of visible ASCII characters' },
  codes: refusedAs('InvalidClientToken.Malformed'),
})

export const commandTypes = ['RunBatScript', 'RunPowerShellScript', 'RunShellScript'] as const
export const Type = text({
  oneOf: commandTypes,
  required: true,
  codes: { missing: ['MissingType'], value: ['InvalidCmdType.NotFound'] },
})

/** Whatever is no known encoding counts as the action's default. */
export const ContentEncoding = text({})
export const CommandContent = text(mandatory('CommandContent'))

export const commandName = {
  maxCharacters: 128,
  matches: { test: visible, must: 'have visible characters only' },
  codes: { tooLong: ['CmdName.ExceedLimit'], value: ['InvalidParameterCharacter.CommandName'] },
} as const

export const Description = text({
  maxCharacters: 512,
  matches: { test: (words) => visible(words.replace(/[\t\r\n]/g, '')), must: 'have visible characters only' },
  codes: { tooLong: ['CmdDesc.ExceedLimit'], value: ['InvalidParameterCharacter.CommandDescription'] },
})

export const WorkingDir = text({
  maxCharacters: 200,
  matches: { test: visible, must: 'have visible characters only' },
  codes: {
    tooLong: ['InvalidParameter.WorkingDir'],
    value: ['InvalidParameterCharacter.CommandWorkingDir', 'InvalidParameter.WorkingDir'],
  },
})

/** Source: what is less than ten seconds runs for ten all the same. */
export const Timeout = integer({
  min: 1,
  max: limits.timeoutSeconds.max,
  codes: { tooLarge: ['InvalidTimeout.ExceedLimit'] },
})

/** Members that InvokeCommand and RunCommand share. */
export const runFields = {
  ClientToken,
  RepeatMode: text({
    oneOf: ['Once', 'Period', 'NextRebootOnly', 'EveryReboot', 'DryRun'],
    codes: { value: ['InvalidRepeatMode.NotFound'] },
  }),
  Frequency: text({ maxCharacters: 512, codes: refusedAs('InvalidParam.Frequency') }),
  Parameters: parameters({
    codes: { value: ['InvalidParameterCharset.Parameters'], type: ['InvalidParameter.Parameters'] },
  }),
  Username: text({
    maxCharacters: 255,
    matches: { test: (name) => visible(name) && !/[:/,]|^-/.test(name), must: 'be the name of a user' },
    codes: { tooLong: ['Username.ExceedLimit'] },
  }),
  InstanceId: list(text({}), { maxItems: 100, codes: { tooMany: ['InstanceIds.ExceedLimit'] } }),
  ResourceGroupId: text({}),
  Timeout,
  WorkingDir,
  TerminationMode: text({ oneOf: ['Process', 'ProcessTree'], codes: { value: ['InvalidTerminationMode.NotFound'] } }),
} as const

/** Parameters of one run. */
export const maxParameters = 10
/** Parameters that a script may name, and the length of a name. */
export const scriptParameters = { count: 20, nameCharacters: parameterLimits.keyCharacters } as const

const hasAddress = (text: string) => /https?:\/\//.test(text)

type TagWord = 'Tag' | 'ResourceTag'

/** The system has keys of its own. */
export const ownKey = {
  test: (key: string) => !/^(aliyun|acs:)/i.test(key) && !hasAddress(key) && visible(key),
  must: 'not start with aliyun or acs: and hold no address',
} as const

/** A list of `{Key, Value}`. A key without a value is any value, or an empty one. */
export const tagList = (word: TagWord, maxItems: number, keyCharacters = 64) =>
  list(
    record(
      {
        Key: text({
          required: true,
          maxCharacters: keyCharacters,
          matches: ownKey,
          codes: { missing: [`MissingParameter.${word}Key`], ...refusedAs(`Invalid${word}Key.Malformed`) },
          notEmpty: true,
        }),
        Value: text({
          maxCharacters: 128,
          matches: { test: (value) => !hasAddress(value) && visible(value), must: 'hold no address' },
          codes: refusedAs(`Invalid${word}Value.Malformed`),
        }),
      },
      {},
    ),
    { maxItems, codes: { tooMany: [`NumberExceed.${word}s`] } },
  )

const from1To = (max: number, code: string) =>
  integer({ min: 1, max, codes: { type: [code], tooSmall: [code], tooLarge: [code] } })

/** Either generation of paging. */
export const pageFields = {
  MaxResults: from1To(50, 'InvalidParameter.MaxResults'),
  NextToken: text({}),
  PageSize: from1To(50, 'InvalidParam.PageSize'),
  PageNumber: from1To(1_000_000, 'InvalidParam.PageNumber'),
} as const

export const EnableParameter = flag({ default: false })
