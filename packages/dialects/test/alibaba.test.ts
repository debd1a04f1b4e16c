import assert from 'node:assert/strict'
import test from 'node:test'
import { openWorld } from './support/world.ts'

test('ECS actions answer by name until they are built, with real statuses', async (t) => {
  const { dialects } = await openWorld(t)
  const acs3 = (action: string, version = '2014-05-26') => ({
    method: 'POST',
    rawTarget: '/?RegionId=cn',
    rawHeaders: [
      'Host',
      'ecs:8470',
      'x-acs-action',
      action,
      'x-acs-version',
      version,
      'Authorization',
      'ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=b',
    ],
    body: Buffer.from(''),
    peer: '',
  })
  const v1 = (action: string) => ({
    method: 'GET',
    rawTarget: `/?Action=${action}&Version=2014-05-26&SignatureVersion=1.0&Signature=a`,
    rawHeaders: ['Host', 'ecs:8470'],
    body: Buffer.from(''),
    peer: '',
  })
  for (const [request, status, code] of [
    [acs3('RunCommand'), 400, 'UnsupportedOperation.ActionNotBuilt'],
    [v1('SendFile'), 400, 'UnsupportedOperation.ActionNotBuilt'],
    [acs3('DescribeNothing'), 404, 'InvalidAction.NotFound'],
    [v1('DescribeNothing'), 404, 'InvalidAction.NotFound'],
    [acs3('RunCommand', '2013-01-01'), 400, 'NoSuchVersion'],
    [acs3(''), 400, 'MissingParameter'],
  ] as const) {
    const answer = await dialects(request)
    const body = JSON.parse(answer.body)
    assert.equal(answer.status, status)
    assert.equal(body.Code, code)
    assert.equal(body.HostId, 'ecs:8470')
    assert.equal(body.RequestId, body.RequestId.toUpperCase())
    assert.equal(typeof body.Message, 'string')
  }
})
