import assert from 'node:assert/strict'
import test from 'node:test'
import { acs3, rpc } from './support/call-alibaba.ts'
import { openWorld } from './support/world.ts'

test('what is not served answers by name, with real statuses', async (t) => {
  const world = await openWorld(t)
  for (const [asked, status, code] of [
    [acs3(world, 'operator', 'StartTerminalSession'), 400, 'UnsupportedOperation.ActionNotBuilt'],
    [rpc(world, 'operator', 'StartTerminalSession'), 400, 'UnsupportedOperation.ActionNotBuilt'],
    [acs3(world, 'operator', 'DescribeNothing'), 404, 'InvalidAction.NotFound'],
    [rpc(world, 'operator', 'DescribeNothing'), 404, 'InvalidAction.NotFound'],
    [acs3(world, 'operator', 'RunCommand', { version: '2013-01-01' }), 400, 'NoSuchVersion'],
    [rpc(world, 'operator', 'RunCommand', { parameters: { Version: '2013-01-01' } }), 400, 'NoSuchVersion'],
    [rpc(world, 'operator', ''), 400, 'MissingParameter'],
  ] as const) {
    const answer = await asked
    const body = JSON.parse(answer.body)
    assert.equal(body.Code, code)
    assert.equal(answer.status, status)
    assert.equal(body.HostId, '127.0.0.1:8470')
    assert.equal(body.RequestId, body.RequestId.toUpperCase())
    assert.equal(answer.headers['x-acs-request-id'], body.RequestId)
    assert.equal(typeof body.Message, 'string')
    assert.equal(body.Recommend, '')
  }
})
