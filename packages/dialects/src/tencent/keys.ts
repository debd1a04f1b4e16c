import { type FindKey, faultOfToken, type HeldKey, type TokenFault } from '../keys.ts'
import { TencentError } from './errors.ts'

export async function findSigner<Key>(find: FindKey<Key>, secretId: string): Promise<HeldKey<Key>> {
  const found = await find(secretId)
  if (found?.enabled) return found
  throw new TencentError('AuthFailure.SecretIdNotFound', 'There is no enabled access key with this SecretId.')
}

export const wrongSignature = (hint: string): TencentError =>
  new TencentError('AuthFailure.SignatureFailure', `The signature does not fit the request. ${hint}`)

const tokenFaults: Record<TokenFault, string> = {
  unwanted: 'This key is not temporary: send no token with it.',
  wrong: 'The token is not the one of this temporary key: send both as they were made.',
  expired: 'The temporary key has expired: make a new one.',
}

export function checkToken(held: HeldKey<unknown>, token: string, now: number): void {
  const fault = faultOfToken(held, token, now)
  if (fault) throw new TencentError('AuthFailure.TokenFailure', tokenFaults[fault])
}

/** Source: API 3.0: the timestamp may differ by five minutes. */
const maxSkewSeconds = 300

export function readTimestamp(name: string, text: string, now: number): number {
  if (text === '') throw new TencentError('MissingParameter', `${name} is required.`)
  if (!/^\d{1,11}$/.test(text)) throw new TencentError('InvalidParameter', `${name} must be in seconds since 1970.`)
  const seconds = Number(text)
  if (Math.abs(now / 1000 - seconds) > maxSkewSeconds)
    throw new TencentError(
      'AuthFailure.SignatureExpire',
      `${name} is more than ${maxSkewSeconds} seconds from the server's time, ${Math.floor(now / 1000)}.`,
    )
  return seconds
}

/** Node's SDK signs the host without its port and sends it with. */
export const hostVariants = (host: string): readonly string[] => {
  const bare = host.replace(/:\d+$/, '')
  return bare === host ? [host] : [host, bare]
}
