import { changeSettings, refuseUnknownBucket, type Settings } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { text } from '../../../spec/fields.ts'
import { mandatory, RegionId } from '../fields.ts'
import { changesIn, configFields, type SettingType } from '../settings.ts'

export const ModifyCloudAssistantSettings = defineAction({
  name: 'ModifyCloudAssistantSettings',
  access: 'write',
  input: {
    RegionId,
    SettingType: text({
      oneOf: Object.keys(changesIn) as SettingType[],
      required: true,
      codes: { ...mandatory('SettingType').codes, value: ['InvalidParameter.SettingType'] },
    }),
    ...configFields,
  },
  errors: [
    'CreateServiceLinkedRole.NoPermission',
    'InvalidAllowedUpgradeWindow.CountLimitExceeded',
    'InvalidAllowedUpgradeWindow.DurationTooShort',
    'InvalidAllowedUpgradeWindow.Required',
    'InvalidOperation.OssEncryptionUnsupported',
    'InvalidOperation.SessionManagerDeliveryUnsupported',
    'InvalidOssBucketName.InOtherRegion',
    'InvalidOssBucketName.NotFound',
    'InvalidParameter.AllowedUpgradeWindow',
    'InvalidParameter.OssBucketName',
    'InvalidParameter.OssEncryptionAlgorithm',
    'InvalidParameter.OssEncryptionKeyId',
    'InvalidParameter.OssEncryptionType',
    'InvalidParameter.OssPrefix',
    'InvalidParameter.SettingType',
    'InvalidParameter.SlsLogstoreName',
    'InvalidParameter.SlsProjectName',
    'InvalidParameter.TimeZone',
    'InvalidSlsLogstoreName.NotFound',
    'InvalidSlsProjectName.NotFound',
  ],
  run: async ({ deps, caller }, { SettingType: type, ...configs }) => {
    const change: Partial<Settings> = changesIn[type](configs)
    if (change.delivery?.enabled) await refuseUnknownBucket(deps, caller.accountId, change.delivery)
    await changeSettings(deps, caller, change)
    return {}
  },
})
