import {
  type Delivery,
  type DeliveryState,
  delivers,
  keptHere,
  type OutputDelivery,
  type StartRequest,
} from '@muster/core'
import type { Context, Output } from '../../action.ts'
import { text } from '../../spec/fields.ts'
import { quote, Violation } from '../../spec/violations.ts'
import { AlibabaError } from '../errors.ts'
import type { Timing } from './repeat.ts'

export const bucketName = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/
const form = /^(oss:\/\/[a-z0-9][a-z0-9-]{1,61}[a-z0-9])(?:\/(.*))?$/s

export const OssOutputDelivery = text({
  matches: { test: (place) => form.test(place), must: 'be oss://bucket/prefix' },
  codes: { value: ['InvalidParameter.OssOutputDelivery'] },
})

/** Source: Prefix, of the settings of deliveries. */
export const prefixCharacters = 254

export const isPrefix = (prefix: string): boolean =>
  prefix.length <= prefixCharacters && !/^[/\\]/.test(prefix) && !/\p{Cc}/u.test(prefix)

/** Where the whole outputs go: where the caller says or the command, else where the account has settled. */
export async function deliveryIn(
  { deps, caller }: Context,
  { OssOutputDelivery: place }: { readonly OssOutputDelivery?: string | undefined },
  { mode }: Timing,
  { delivery: own }: { readonly delivery: OutputDelivery },
): Promise<Pick<StartRequest['overrides'], 'delivery'>> {
  const runsOnce = mode === 'Once' || mode === 'DryRun'
  if (!place) {
    if (delivers(own)) return {}
    const { enabled, ...delivery } = (await deps.store.findSettings(caller.accountId)).delivery
    return enabled && runsOnce ? { delivery } : {}
  }
  if (!runsOnce)
    throw new AlibabaError('UnsupportedOperation.ParameterNotBuilt', 'Outputs of what runs again are not delivered.')
  const [, bucketUrl = '', keyPrefix = ''] = form.exec(place) ?? []
  if (!isPrefix(keyPrefix))
    throw new Violation(
      'value',
      `The prefix ${quote(keyPrefix)} must not begin with a slash, have control characters or more than ${prefixCharacters} characters.`,
      ['InvalidOssOutputDelivery.KeyPrefixMalformed'],
    )
  return { delivery: { bucketUrl, keyPrefix } }
}

/** As the caller wrote it; what another dialect has the server keep has no such form. */
export function shownDelivery({ bucketUrl, keyPrefix }: OutputDelivery): string {
  if (bucketUrl === '' || bucketUrl === keptHere) return ''
  return keyPrefix === '' ? bucketUrl : `${bucketUrl}/${keyPrefix}`
}

const shownStates: Record<DeliveryState, 'InProgress' | 'Finished' | 'Failed'> = {
  waiting: 'InProgress',
  delivered: 'Finished',
  kept: 'Finished',
  failed: 'Failed',
  expired: 'Finished',
}

/** What no bucket took is let go of in the end, as what was kept here is. */
const statusOf = ({ state, error }: Delivery) => (state === 'expired' && error ? 'Failed' : shownStates[state])

/** What became of the whole output of one instance. */
export function shownOutcome({ deps }: Context, delivery: Delivery | undefined): Output {
  const { state, url = '', error = '' } = delivery ?? {}
  return {
    OssOutputStatus: delivery ? statusOf(delivery) : '',
    OssOutputUri: delivery && state === 'kept' ? deps.linkToOutput(delivery.taskId) : url,
    OssOutputErrorCode: error && codeOf(error),
    OssOutputErrorInfo: error,
  }
}

const refusals: ReadonlyMap<string, string> = new Map([
  ['403', 'InvalidOssOutputDelivery.BucketAccessDenied'],
  ['404', 'InvalidOssOutputDelivery.BucketNotFound'],
])

/** By the status that the bucket has answered, or by its own word; a bucket out of reach has given neither. */
function codeOf(error: string): string {
  const [, status = '', word = ''] = /^The bucket answered (\d{3})(?: (\w+))?/.exec(error) ?? []
  return refusals.get(status) ?? (word || 'ServiceUnavailable')
}
