import type { OutputDelivery } from '../commands/command.ts'
import { MusterError } from '../errors.ts'
import type { Store } from '../store.ts'

/** By whose signature a bucket lets an upload in; what is `kept` stays on this server. */
export type BucketKind = 's3' | 'cos' | 'kept'

/** Where callers of an account may have outputs delivered. */
export interface Bucket {
  readonly accountId: number
  /** As callers name it, in the form of `bucketUrl`. */
  readonly url: string
  readonly kind: BucketKind
  /** Where it is reached: an object is this, a slash and its key. Usually the same. */
  readonly endpoint: string
  /** Of AWS, a part of its signature. */
  readonly region: string
  readonly keyId: string
  readonly sealedSecret: Uint8Array
  readonly createdAt: number
}

/** What a caller names when the server itself is to keep a whole output, whether or not the account has a bucket. */
export const keptHere = 'kept'

/** One form for the addresses of one bucket. */
export const bucketUrl = (url: string): string => (URL.canParse(url) ? new URL(url).href.replace(/\/+$/, '') : url)

export const noDelivery: OutputDelivery = { bucketUrl: '', keyPrefix: '' }

export const delivers = ({ bucketUrl }: OutputDelivery): boolean => bucketUrl !== ''

/** Refuses with BucketNotFound what could never be delivered, before anything runs. */
export async function refuseUnknownBucket(
  { store }: { readonly store: Pick<Store, 'findBucket'> },
  accountId: number,
  { bucketUrl: url }: OutputDelivery,
): Promise<void> {
  if (url === '' || url === keptHere || (await store.findBucket(accountId, bucketUrl(url)))) return
  throw new MusterError(
    'BucketNotFound',
    `This server has no access to the bucket ${url}: an administrator adds it with "muster buckets add".`,
  )
}
