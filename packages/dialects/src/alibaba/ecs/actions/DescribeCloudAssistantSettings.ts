import type { Settings } from '@muster/core'
import { defineAction, type Output } from '../../../action.ts'
import { list, text } from '../../../spec/fields.ts'
import { mandatory, RegionId } from '../fields.ts'

const types = [
  'AgentUpgradeConfig',
  'InvocationDelivery',
  'ResourceUsageConfig',
  'SessionManagerConfig',
  'SessionManagerDelivery',
] as const

/** What an agent may take of its host is the owner's to say, on the host: there is no such setting here. */
export const DescribeCloudAssistantSettings = defineAction({
  name: 'DescribeCloudAssistantSettings',
  access: 'read',
  input: {
    RegionId,
    SettingType: list(text({ oneOf: types }), { maxItems: types.length, ...mandatory('SettingType') }),
  },
  errors: [],
  run: async ({ deps, caller }, { SettingType: asked }) => {
    const settings = await deps.store.findSettings(caller.accountId)
    const deliveries = asked.flatMap((type) => deliveryRecord(type, settings) ?? [])
    return {
      ...(deliveries.length > 0 && {
        OssDeliveryConfigs: { OssDeliveryConfig: deliveries },
        SlsDeliveryConfigs: { SlsDeliveryConfig: [] },
      }),
      ...(asked.includes('AgentUpgradeConfig') && { AgentUpgradeConfig: upgradeRecord(settings) }),
      ...(asked.includes('SessionManagerConfig') && {
        SessionManagerConfig: { SessionManagerEnabled: settings.sessions.enabled },
      }),
    }
  },
})

function deliveryRecord(type: (typeof types)[number], { delivery }: Settings): Output | undefined {
  const usual = { DeliveryType: type, EncryptionType: 'Inherit', EncryptionAlgorithm: '', EncryptionKeyId: '' }
  if (type === 'SessionManagerDelivery') return { ...usual, Enabled: false, BucketName: '', Prefix: '' }
  if (type !== 'InvocationDelivery') return undefined
  const { enabled, bucketUrl, keyPrefix } = delivery
  return { ...usual, Enabled: enabled, BucketName: bucketUrl.replace('oss://', ''), Prefix: keyPrefix }
}

const upgradeRecord = ({ upgrades }: Settings): Output => ({
  Enabled: upgrades.enabled,
  BootstrapUpgrade: upgrades.atStart,
  DisableUpgrade: upgrades.never,
  AllowedUpgradeWindows: { AllowedUpgradeWindow: upgrades.windows },
  TimeZone: upgrades.timeZone,
})
