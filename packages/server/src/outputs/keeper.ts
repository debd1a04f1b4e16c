import { type BucketKey, presignSigV4 } from './sigv4.ts'

/** A bucket of S3 in which this server keeps what it is to keep, in place of its disk. */
export interface Keeper {
  readonly kind: 's3'
  readonly endpoint: string
  readonly region: string
  readonly key: BucketKey
}

/** Used at once. */
const seconds = 300

/** Where the client is sent to fetch an object. */
export const fetchLink = (keeper: Keeper, url: string, now: number): string =>
  presignSigV4({ method: 'GET', url: new URL(url) }, seconds, { ...keeper, now }).href

export async function deleteObject(keeper: Keeper, url: string, now: number): Promise<void> {
  const link = presignSigV4({ method: 'DELETE', url: new URL(url) }, seconds, { ...keeper, now })
  const answer = await fetch(link, { method: 'DELETE' })
  await answer.body?.cancel()
  if (!answer.ok && answer.status !== 404) throw new Error(`${url} could not be deleted: ${answer.status}.`)
}
