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
const answerMs = 30_000

/** Where the client is sent to fetch an object. */
export const fetchLink = (keeper: Keeper, url: string, now: number): string =>
  presignSigV4({ method: 'GET', url: new URL(url) }, seconds, { ...keeper, now }).href

/** The status of the answer; refuses where there is none. One that is gone already is deleted. */
export async function deleteObject(keeper: Keeper, url: string, now: number): Promise<'deleted' | number> {
  const link = presignSigV4({ method: 'DELETE', url: new URL(url) }, seconds, { ...keeper, now })
  const answer = await fetch(link, { method: 'DELETE', signal: AbortSignal.timeout(answerMs) })
  await answer.body?.cancel()
  return answer.ok || answer.status === 404 ? 'deleted' : answer.status
}
