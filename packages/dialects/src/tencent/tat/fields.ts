import { limits } from '@muster/core'
import { base64, flag, id, instanceId, integer, list, parameters, record, text } from '../../spec/fields.ts'

/** Of most lists of ids in a request. */
export const ids = 100
/** Instances in one invocation: 100 in the documents of 2023, 200 today. */
const targets = 200

const invalid = (what: string) => `InvalidParameterValue.Invalid${what}`
const refusedAs = (...codes: readonly string[]) => ({ value: codes, tooLong: codes })

export const page = {
  Limit: integer({ default: 20, min: 0, max: 100 }),
  Offset: integer({ default: 0, min: 0 }),
} as const

export const commandId = { codes: { value: [invalid('CommandId'), invalid('Filter')] } } as const
export const invocationId = { codes: { value: [invalid('InvocationId'), invalid('Filter')] } } as const
export const taskId = { codes: { value: [invalid('InvocationTaskId'), invalid('Filter')] } } as const
export const invokerId = { codes: { value: [invalid('InvokerId'), invalid('Filter')] } } as const
export const registerCodeId = { codes: { value: [invalid('RegisterCodeId'), invalid('Filter')] } } as const
export const anyInstanceId = { codes: { value: [invalid('InstanceId'), invalid('Filter')] } } as const
export const sceneId = { codes: { value: [invalid('SceneId'), invalid('Filter')] } } as const
export const managedInstanceId = {
  kinds: ['managed'],
  codes: { value: [invalid('RegisterInstanceId'), invalid('Filter')] },
} as const

/** The value of a filter that only takes certain words. */
export const word = <const Words extends readonly string[]>(oneOf: Words) =>
  text({ oneOf, codes: { value: [invalid('Filter')] } })

export const commandIds = list(id('command', commandId), { maxItems: ids })
export const invocationIds = list(id('invocation', invocationId), { maxItems: ids })
export const taskIds = list(id('task', taskId), { maxItems: ids })
export const someRegisterCodes = (maxItems: number) =>
  list(id('registerCode', registerCodeId), { maxItems, required: true })
export const invokerIds = list(id('schedule', invokerId), { maxItems: ids })
export const registerCodeIds = list(id('registerCode', registerCodeId), { maxItems: ids })
export const instanceIds = list(instanceId(anyInstanceId), { maxItems: ids })
export const oneManagedInstance = instanceId({ ...managedInstanceId, required: true })
export const managedInstanceIds = list(instanceId(managedInstanceId), { maxItems: ids })
export const targetIds = list(instanceId(anyInstanceId), { maxItems: targets, required: true })

const absolute = /^(\/|[A-Za-z]:[\\/])/
const control = /\p{Cc}/u
/** What Linux and Windows both refuse in the name of a user. */
const badInUser = /[\p{Cc}:/,]|^-/u

const seconds = { min: limits.timeoutSeconds.min, max: limits.timeoutSeconds.max } as const

/** Members that CreateCommand, InvokeCommand and RunCommand share; what is left out or empty is the command's own value. */
export const executionFields = {
  Username: text({
    maxBytes: 256,
    matches: { test: (name) => !badInUser.test(name), must: 'be the name of a user' },
    codes: refusedAs(invalid('Username'), 'InvalidParameter.InvalidUsername'),
  }),
  WorkingDirectory: text({
    maxBytes: 4096,
    matches: { test: (path) => absolute.test(path) && !control.test(path), must: 'be an absolute path' },
    codes: refusedAs(invalid('WorkingDirectory')),
  }),
  Timeout: integer(seconds),
  OutputCOSBucketUrl: text({
    maxBytes: 2048,
    matches: { test: isBucketUrl, must: 'be the https address of a bucket' },
    codes: refusedAs(invalid('OutputCOSBucketUrl')),
  }),
  OutputCOSKeyPrefix: text({
    maxCharacters: 60,
    matches: { test: isKeyPrefix, must: 'be visible characters, with no leading or double slash and no ".."' },
    codes: refusedAs(invalid('OutputCOSKeyPrefix')),
  }),
} as const

function isBucketUrl(url: string): boolean {
  return url.startsWith('https://') && URL.canParse(url) && new URL(url).username === ''
}

function isKeyPrefix(prefix: string): boolean {
  if (prefix.startsWith('/') || prefix.includes('//') || prefix.split('/').includes('..')) return false
  return /^[^\p{C}\p{Z}]+$/u.test(prefix)
}

/** Source: CommandName: Chinese characters, letters, digits, `_`, `-` and `.`. */
export const commandName = {
  maxBytes: 60,
  matches: {
    test: (name: string) => /^[\p{Script=Han}A-Za-z0-9_.-]+$/u.test(name),
    must: 'have only Chinese characters, letters, digits, _, - and .',
  },
  codes: { value: [invalid('CommandName')] },
} as const

export const sceneName = {
  maxCharacters: 60,
  matches: { test: (name: string) => !control.test(name), must: 'have visible characters only' },
  codes: refusedAs(invalid('SceneName')),
} as const

const repeated = ['InvalidParameter.ParameterNameDuplicated', 'InvalidParameterValue.ParameterKeyDuplicated']
export const repeatedDefault = { codes: repeated } as const

const contentInvalid = 'InvalidParameterValue.CommandContentInvalid'
export const content = { maxEncodedBytes: 65_536, codes: { value: [invalid('Content'), contentInvalid] } } as const
export const description = { maxCharacters: 120 } as const
export const commandTypes = { oneOf: ['SHELL', 'POWERSHELL', 'BAT'] } as const

/** Default values in either of two forms. */
export const defaultFields = {
  DefaultParameters: parameters({}),
  DefaultParameterConfs: list(
    record(
      {
        ParameterName: text({ required: true }),
        ParameterValue: text({ required: true }),
        ParameterDescription: text({ default: '' }),
      },
      {},
    ),
    { maxItems: 20, codes: { tooMany: ['InvalidParameterValue.ParameterNumberExceeded'] } },
  ),
} as const

export const tags = list(
  record({ Key: text({ required: true, notEmpty: true }), Value: text({ required: true }) }, {}),
  { maxItems: 10 },
)

/** What makes up a command, but for its name. */
export const commandFields = {
  ...executionFields,
  ...defaultFields,
  Timeout: integer({ ...seconds, default: limits.timeoutSeconds.default }),
  Content: base64({ ...content, required: true }),
  Description: text({ ...description, default: '' }),
  CommandType: text({ ...commandTypes, default: 'SHELL' }),
  EnableParameter: flag({ default: false }),
  Tags: tags,
} as const

export const invokerName = { maxCharacters: 120 } as const
export const invokerType = { oneOf: ['SCHEDULE'] } as const
/** Instances of one invoker. */
export const invokerTargets = { maxItems: 100 } as const
export const scheduleSettings = {
  Policy: text({ oneOf: ['ONCE', 'RECURRENCE'], required: true }),
  Recurrence: text({ maxCharacters: 512, default: '' }),
  InvokeTime: text({ default: '' }),
} as const

export const commandConflicts = [['DefaultParameters', 'DefaultParameterConfs']] as const
