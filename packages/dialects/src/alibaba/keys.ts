import type { AccessKey } from '@muster/core'
import { type FindKey, faultOfToken, type HeldKey, type TokenFault } from '../keys.ts'
import { AlibabaError } from './errors.ts'

/** An unknown key and one that was withdrawn have codes of their own. */
export async function findSigner(find: FindKey<AccessKey>, keyId: string): Promise<HeldKey<AccessKey>> {
  const found = await find(keyId)
  if (!found) throw new AlibabaError('InvalidAccessKeyId.NotFound', 'There is no such access key on this server.')
  if (!found.enabled) throw new AlibabaError('InvalidAccessKeyId.Inactive', 'Use another key, or make a new one.')
  return found
}

const tokenFaults: Record<TokenFault, readonly [code: string, message: string]> = {
  unwanted: ['InvalidSecurityToken.MismatchWithAccessKey', 'This key is not temporary: send no token with it.'],
  wrong: ['InvalidSecurityToken.Malformed', 'Send the key and the token as they were made.'],
  expired: ['InvalidSecurityToken.Expired', 'Make a new temporary key.'],
}

export function checkToken(held: HeldKey<unknown>, token: string, now: number): void {
  if (held.temporary && token === '')
    throw new AlibabaError('MissingSecurityToken', 'This key is temporary: send its token with it.')
  const fault = faultOfToken(held, token, now)
  if (fault) throw new AlibabaError(...tokenFaults[fault])
}

/** Source: both signatures: the time may differ by fifteen minutes. */
export const maxSkewMs = 15 * 60 * 1000

export function checkTime(text: string, now: number): void {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new AlibabaError('InvalidTimeStamp.Format', 'Write it in UTC, as 2026-11-22T07:00:00Z.')
  if (Math.abs(now - Date.parse(text)) > maxSkewMs)
    throw new AlibabaError(
      'InvalidTimeStamp.Expired',
      `It is more than fifteen minutes from the server's time, ${new Date(now).toISOString()}.`,
    )
}

export const wrongSignature = (hint: string): AlibabaError => new AlibabaError('SignatureDoesNotMatch', hint)

export const incomplete = (message: string): AlibabaError => new AlibabaError('IncompleteSignature', message)
