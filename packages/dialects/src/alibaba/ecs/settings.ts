import { isZone, type Settings } from '@muster/core'
import { flag, type Input, list, record, text } from '../../spec/fields.ts'
import { Violation } from '../../spec/violations.ts'
import { AlibabaError } from '../errors.ts'
import { bucketName, isPrefix, prefixCharacters } from './delivery.ts'
import { refusedAs } from './fields.ts'

const Enabled = flag({ default: false })

const AgentUpgradeConfig = record(
  {
    Enabled,
    BootstrapUpgrade: flag({ default: true }),
    DisableUpgrade: flag({ default: false }),
    AllowedUpgradeWindow: list(
      text({
        matches: {
          test: (window) => /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/.test(window),
          must: 'be of the form HH:mm-HH:mm',
        },
        codes: { value: ['InvalidParameter.AllowedUpgradeWindow'] },
      }),
      { maxItems: 5, codes: { tooMany: ['InvalidAllowedUpgradeWindow.CountLimitExceeded'] } },
    ),
    TimeZone: text({
      default: 'UTC',
      matches: { test: isZone, must: 'be a zone such as Asia/Shanghai or GMT+8:00' },
      codes: { value: ['InvalidParameter.TimeZone'] },
    }),
  },
  { inText: true },
)

const OssDeliveryConfig = record(
  {
    Enabled,
    BucketName: text({
      default: '',
      matches: { test: (name) => bucketName.test(name), must: 'be the name of a bucket' },
      codes: refusedAs('InvalidParameter.OssBucketName'),
    }),
    Prefix: text({
      default: '',
      matches: { test: isPrefix, must: `not begin with a slash, nor have more than ${prefixCharacters} characters` },
      codes: refusedAs('InvalidParameter.OssPrefix'),
    }),
    EncryptionType: text({
      oneOf: ['Inherit', 'OssManaged', 'KMS'],
      default: 'Inherit',
      codes: refusedAs('InvalidParameter.OssEncryptionType'),
    }),
    EncryptionAlgorithm: text({
      oneOf: ['AES256', 'SM4'],
      codes: refusedAs('InvalidParameter.OssEncryptionAlgorithm'),
    }),
    EncryptionKeyId: text({
      matches: { test: (key) => /^[0-9A-Za-z-]{1,64}$/.test(key), must: 'be the id of a key' },
      codes: refusedAs('InvalidParameter.OssEncryptionKeyId'),
    }),
  },
  { inText: true },
)

const named = (code: string) =>
  text({
    default: '',
    matches: {
      test: (name) => /^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/.test(name),
      must: 'be of small letters and digits',
    },
    codes: refusedAs(code),
  })

const SlsDeliveryConfig = record(
  {
    Enabled,
    ProjectName: named('InvalidParameter.SlsProjectName'),
    LogstoreName: named('InvalidParameter.SlsLogstoreName'),
  },
  { inText: true },
)

const SessionManagerConfig = record({ SessionManagerEnabled: flag({ default: false }) }, { inText: true })

export const configFields = { AgentUpgradeConfig, OssDeliveryConfig, SlsDeliveryConfig, SessionManagerConfig } as const
type Configs = Input<typeof configFields>

/** What of the settings a caller changes: what a configuration leaves out has its documented default. */
export const changesIn = {
  AgentUpgradeConfig: ({ AgentUpgradeConfig: config }) => (config ? { upgrades: upgradesIn(config) } : {}),
  SessionManagerConfig: ({ SessionManagerConfig: config }) =>
    config ? { sessions: { enabled: config.SessionManagerEnabled } } : {},
  InvocationDelivery: ({ OssDeliveryConfig: config, SlsDeliveryConfig: logs }) => {
    refuseLogs(logs)
    return config ? { delivery: deliveryOf(config) } : {}
  },
  SessionManagerDelivery: ({ OssDeliveryConfig: config, SlsDeliveryConfig: logs }) => {
    refuseLogs(logs)
    if (!config?.Enabled) return {}
    throw new AlibabaError('InvalidOperation.SessionManagerDeliveryUnsupported', 'The server itself keeps sessions.')
  },
} as const satisfies Record<string, (configs: Configs) => Partial<Settings>>

export type SettingType = keyof typeof changesIn

function refuseLogs(logs: Configs['SlsDeliveryConfig']): void {
  if (logs?.Enabled)
    throw new AlibabaError('InvalidSlsProjectName.NotFound', 'This server has no log service: deliver to a bucket.')
}

function deliveryOf(config: NonNullable<Configs['OssDeliveryConfig']>): Settings['delivery'] {
  const { Enabled: enabled, BucketName, Prefix: keyPrefix, EncryptionType } = config
  if (enabled && BucketName === '')
    throw new Violation('missing', 'Name a bucket in BucketName.', ['InvalidParameter.OssBucketName'])
  if (EncryptionType !== 'Inherit')
    throw new AlibabaError('InvalidOperation.OssEncryptionUnsupported', 'Buckets encrypt as they are set up to.')
  return { enabled, bucketUrl: BucketName && `oss://${BucketName}`, keyPrefix }
}

const dayMinutes = 1_440
const leastMinutes = 60

function upgradesIn(config: NonNullable<Configs['AgentUpgradeConfig']>): Settings['upgrades'] {
  const { AllowedUpgradeWindow: windows = [] } = config
  if (config.Enabled && windows.length === 0)
    throw new AlibabaError('InvalidAllowedUpgradeWindow.Required', 'Name at least one window of time.')
  if (windows.some((window) => minutesOf(window) < leastMinutes))
    throw new AlibabaError('InvalidAllowedUpgradeWindow.DurationTooShort', 'A window lasts for an hour at least.')
  return {
    enabled: config.Enabled,
    atStart: config.BootstrapUpgrade,
    never: config.DisableUpgrade,
    windows,
    timeZone: config.TimeZone,
  }
}

/** A window may go on past midnight. */
function minutesOf(window: string): number {
  const [from = 0, until = 0] = window.split('-').map((time) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number)
    return hours * 60 + minutes
  })
  return (until - from + dayMinutes) % dayMinutes
}
