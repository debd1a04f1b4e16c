import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { encodeKey, presignSigV4, signSigV4 } from '../../src/outputs/sigv4.ts'

// Source: AWS, "Signature Calculations for the Authorization Header", its examples.
const signing = {
  key: { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
  now: Date.parse('2013-05-24T00:00:00Z'),
}
const host = 'https://examplebucket.s3.amazonaws.com'
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

test('signs the documented GET of an object', () => {
  const request = { method: 'GET', url: new URL(`${host}/test.txt`), bodyHash: hashOf('') } as const
  const { authorization } = signSigV4({ ...request, headers: { range: 'bytes=0-9' } }, signing)
  assert.equal(
    authorization,
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  )
})

test('signs the documented PUT of an object whose name is encoded', () => {
  const url = new URL(`${host}/${encodeKey('test$file.text')}`)
  const headers = { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' }
  const bodyHash = hashOf('Welcome to Amazon S3.')
  const { authorization } = signSigV4({ method: 'PUT', url, headers, bodyHash }, signing)
  assert.match(authorization ?? '', /98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd$/)
})

test('signs the documented GETs with a query', () => {
  const signatureOf = (query: string) => {
    const request = { method: 'GET', url: new URL(`${host}/?${query}`), headers: {}, bodyHash: hashOf('') } as const
    return /Signature=(.*)$/.exec(signSigV4(request, signing).authorization ?? '')?.[1]
  }
  assert.equal(signatureOf('lifecycle'), 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543')
  assert.equal(signatureOf('max-keys=2&prefix=J'), '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7')
})

test('makes the documented link to an object', () => {
  const url = presignSigV4({ method: 'GET', url: new URL(`${host}/test.txt`) }, 86_400, signing)
  assert.equal(
    url.searchParams.get('X-Amz-Signature'),
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  )
})
