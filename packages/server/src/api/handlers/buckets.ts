import { bucketUrl, createBucket, MusterError, requireAdministrator } from '@muster/core'
import type { Handler } from '../context.ts'
import { bucketView } from '../views.ts'

export const saveBucket: Handler<'saveBucket'> = async (context, { body }) => {
  requireAdministrator(context.caller, 'buckets')
  const { url, kind, endpoint, region, secretId: keyId, secretKey: secret } = body
  return bucketView(await createBucket(context.deps, context.caller, { url, kind, endpoint, region, keyId, secret }))
}

export const listBuckets: Handler<'listBuckets'> = async ({ deps, caller }) => ({
  items: (await deps.store.listBuckets(caller.accountId)).map(bucketView),
})

export const deleteBucket: Handler<'deleteBucket'> = async (context, { body }) => {
  requireAdministrator(context.caller, 'buckets')
  const { deps, caller } = context
  const found = await deps.store.deleteBucket({ accountId: caller.accountId, url: bucketUrl(body.url) })
  if (!found)
    throw new MusterError('BucketNotFound', 'The account has no such bucket. List them with "muster buckets".')
  return {}
}
