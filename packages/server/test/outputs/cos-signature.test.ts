import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signCos } from '../../src/outputs/cos-signature.ts'

// Source: Tencent Cloud COS, "Request Signature", its examples.
const key = { id: 'AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q', secret: 'BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz' }
const host = 'examplebucket-1250000000.cos.ap-beijing.myqcloud.com'
const path = '/exampleobject(腾讯云)'

test('signs the documented upload of an object', () => {
  const headers = {
    Date: 'Thu, 16 May 2019 06:45:51 GMT',
    Host: host,
    'Content-Type': 'text/plain',
    'Content-Length': '13',
    'Content-MD5': 'mQ/fVh815F3k6TAUm8m0eg==',
    'x-cos-acl': 'private',
    'x-cos-grant-read': 'uin="100000000011"',
  }
  assert.equal(
    signCos({ method: 'PUT', path, query: {}, headers }, key, { from: 1557989151, until: 1557996351 }),
    'q-sign-algorithm=sha1&q-ak=AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q&q-sign-time=1557989151;1557996351&q-key-time=1557989151;1557996351&q-header-list=content-length;content-md5;content-type;date;host;x-cos-acl;x-cos-grant-read&q-url-param-list=&q-signature=3b8851a11a569213c17ba8fa7dcf2abec6935172',
  )
})

test('signs the documented download of an object', () => {
  const query = { 'response-content-type': 'application/octet-stream', 'response-cache-control': 'max-age=600' }
  const headers = { Date: 'Thu, 16 May 2019 06:55:53 GMT', Host: host }
  assert.equal(
    signCos({ method: 'GET', path, query, headers }, key, { from: 1557989753, until: 1557996953 }),
    'q-sign-algorithm=sha1&q-ak=AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q&q-sign-time=1557989753;1557996953&q-key-time=1557989753;1557996953&q-header-list=date;host&q-url-param-list=response-cache-control;response-content-type&q-signature=01681b8c9d798a678e43b685a9f1bba0f6c0e012',
  )
})
