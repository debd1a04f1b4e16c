import assert from 'node:assert/strict'
import test from 'node:test'
import { parsePairs } from '../src/raw.ts'
import { parseMultipart } from '../src/tencent/multipart.ts'
import { call, openWorld } from './support/world.ts'

test('a form of very many parameters gets an orderly refusal before it is read, whichever vendor it is for', async (t) => {
  const world = await openWorld(t)
  const send = (body: string) =>
    world.dialects({
      method: 'POST',
      rawTarget: '/',
      rawHeaders: ['content-type', 'application/x-www-form-urlencoded'],
      body: Buffer.from(body),
      peer: '',
    })
  for (const part of ['a&', '&', 'a=b&', '=&']) {
    assert.match((await send(part.repeat(250_000))).body, /RequestSizeLimitExceeded.*At most 2000 parameters/)
    const alibaba = await send(`SignatureVersion=1.0&Format=JSON&${part.repeat(250_000)}`)
    assert.match(alibaba.body, /At most 2000 parameters.*RequestEntityTooLarge|RequestEntityTooLarge.*At most 2000/)
  }
  assert.doesNotMatch((await send('a=b&'.repeat(1_999))).body, /At most/)
  assert.deepEqual(world.reported, [])
})

test('values of a query are decoded as bytes, and what is no escape stays', () => {
  assert.deepEqual(parsePairs('a=%E4%b8%AD+1&%=%4&b=%zz%41&c'), [
    ['a', '中 1'],
    ['%', '%4'],
    ['b', '%zzA'],
    ['c', ''],
  ])
})

test('a body of very many parts is refused', () => {
  const part = 'content-disposition: form-data; name="a"\r\n\r\n\r\n--b\r\n'
  assert.throws(() => parseMultipart(Buffer.from(`--b\r\n${part.repeat(2_001)}--b--`), 'b'), { kind: 'tooMany' })
})

test('a header is signed once', async (t) => {
  const world = await openWorld(t)
  const value = ['host', '127.0.0.1:8470'] as const
  const signedHeaders = [['content-type', 'application/json'], value, value] as const
  const answer = await call(world, 'operator', 'DescribeCommands', { signedHeaders })
  assert.match(answer.body, /AuthFailure.InvalidAuthorization/)
})
