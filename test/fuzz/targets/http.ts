import { openWorld, readRequest } from '../world.ts'
import { assertOrderly } from './orderly.ts'
import type { Target } from './target.ts'

const zeros = '0'.repeat(64)

/** Requests that nobody has signed rightly: what a stranger reaches. */
export async function openHttp(): Promise<Target> {
  const { dialects } = await openWorld()
  return {
    covers:
      /packages\/dialects\/src\/(raw|sources|pipeline|rate-limit|keys|tencent\/(wire|signature|signature-v1|keys|vendor|multipart)|alibaba\/(wire|signature|signature-v1|keys|vendor|percent|json-pairs))\.ts$/,
    words: [
      'x-tc-action:', 'x-tc-version:', 'x-tc-timestamp:', 'x-tc-token:', 'x-tc-language:zh-CN', 'x-tc-region:', 'authorization:',
      'content-type:', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', 'application/json', 'host:',
      'content-length:', 'x-acs-action:', 'x-acs-version:', 'x-acs-date:', 'x-acs-signature-nonce:', 'x-acs-content-sha256:',
      'x-acs-security-token:', 'TC3-HMAC-SHA256 ', 'ACS3-HMAC-SHA256 ', 'Credential=', 'SignedHeaders=', 'Signature=', '/tc3_request',
      'SecretId=', 'SignatureMethod=', 'SignatureVersion=1.0', 'AccessKeyId=AKIDfuzz', 'Action=', 'Version=', 'Timestamp=', 'Nonce=',
      'Format=XML', 'RunCommand', '2020-10-28', '2014-05-26', '1795330800', '2026-11-22T07:00:00Z', 'AKIDfuzz', zeros, '\n', '\n\n',
    ],
    seeds: [
      `POST /\nhost:a\ncontent-type:application/json\nx-tc-action:RunCommand\nx-tc-version:2020-10-28\nx-tc-timestamp:1795330800\nauthorization:TC3-HMAC-SHA256 Credential=AKIDfuzz/2026-11-22/tat/tc3_request, SignedHeaders=content-type;host, Signature=${zeros}\n\n{}`,
      'GET /?Action=DescribeCommands&Version=2020-10-28&SecretId=AKIDfuzz&Timestamp=1795330800&Nonce=1&Signature=AA%3D%3D&SignatureMethod=HmacSHA256&Language=zh-CN\nhost:a',
      `POST /?RegionId=a\nhost:a\nx-acs-action:RunCommand\nx-acs-version:2014-05-26\nx-acs-date:2026-11-22T07:00:00Z\nx-acs-signature-nonce:n\nx-acs-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nauthorization:ACS3-HMAC-SHA256 Credential=AKIDfuzz,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=${zeros}`,
      'POST /\nhost:a\ncontent-type:application/x-www-form-urlencoded\n\nAction=RunCommand&Version=2014-05-26&SignatureVersion=1.0&SignatureMethod=HMAC-SHA1&SignatureNonce=1&AccessKeyId=AKIDfuzz&Timestamp=2026-11-22T07:00:00Z&Signature=AA%3D&Format=JSON',
    ],
    run: async (input) => assertOrderly(await dialects(readRequest(input))),
  } // biome-ignore format: the words are a table
}
