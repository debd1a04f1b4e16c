import type { Caller } from '../accounts/account.ts'
import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import { sealedPlaces } from '../sealed.ts'
import { type Bucket, type BucketKind, bucketUrl } from './bucket.ts'

export interface BucketDraft {
  readonly url: string
  /** Left out: by the address. */
  readonly kind: BucketKind | undefined
  readonly endpoint: string | undefined
  readonly region: string | undefined
  readonly keyId: string | undefined
  readonly secret: string | undefined
}

/** Lets the account's outputs be delivered to a bucket, by its key or, without one, to the keeping of this server. */
export async function createBucket({ store, clock, vault }: Deps, caller: Caller, draft: BucketDraft): Promise<Bucket> {
  const { keyId = '', secret = '' } = draft
  const url = isName(draft.url) ? draft.url : addressOf(draft.url)
  const kind = draft.kind ?? (keyId === '' ? 'kept' : kindOf(url))
  if ((kind === 'kept') !== (keyId === '') || (keyId === '') !== (secret === ''))
    throw new MusterError(
      'BucketInvalid',
      'Give both the id and the secret of a key, or neither: then this server keeps the outputs.',
    )
  if (isName(url) && kind !== 'kept' && draft.endpoint === undefined)
    throw new MusterError('BucketInvalid', `${url} is a name: say with an endpoint where the bucket is reached.`)
  const endpoint = draft.endpoint === undefined ? url : addressOf(draft.endpoint)
  const bucket = {
    accountId: caller.accountId,
    url,
    kind,
    endpoint,
    region: draft.region ?? regionOf(endpoint),
    keyId,
    sealedSecret: vault.seal(Buffer.from(secret), sealedPlaces.bucket(caller.accountId, url)),
    createdAt: clock.now(),
  }
  await store.saveBucket(bucket)
  return bucket
}

/** What some callers name a bucket by does not say where it is. */
const isName = (url: string): boolean => /^oss:\/\/[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(url)

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const plain = url && url.search + url.hash + url.username + url.password === ''
  if (!plain || !/^https?:$/.test(url.protocol))
    throw new MusterError(
      'BucketInvalid',
      `${text} is no address of a bucket: give one such as https://bucket.s3.eu-west-1.amazonaws.com, or oss://bucket.`,
    )
  return bucketUrl(text)
}

const kindOf = (url: string): BucketKind => (/\.(myqcloud\.com|tencentcos\.cn)$/.test(new URL(url).host) ? 'cos' : 's3')

const namedRegions = [
  /(?:^|\.)s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/,
  /(?:^|\.)s3\.(oss-[a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/,
]

/** Source: the addresses of AWS, and those of OSS for AWS's signature; other makers' servers take the first one of AWS. */
export const regionOf = (endpoint: string): string =>
  namedRegions.map((form) => form.exec(new URL(endpoint).hostname)?.[1]).find(Boolean) ?? 'us-east-1'
