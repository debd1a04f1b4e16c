import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inRange, isIpRange, nameOf, type RegisterCode, refusal } from '../src/instances/register-code.ts'

const code: RegisterCode = {
  id: 1, accountId: 1, kind: 'managed', description: '', namePrefix: '', naming: 'host', limit: 2, used: 0, removed: 0,
  expiresAt: 1000, ipRange: '', enabled: true, tags: {}, createdAt: 0, updatedAt: 0,
} // biome-ignore format: a record

test('a code admits until it is disabled, expired, used up or asked from outside its range', () => {
  assert.equal(refusal(code, 999, '10.0.0.1'), undefined)
  assert.match(refusal({ ...code, enabled: false }, 0, '10.0.0.1') ?? '', /disabled/)
  assert.match(refusal(code, 1000, '10.0.0.1') ?? '', /expired/)
  assert.match(refusal({ ...code, used: 2 }, 0, '10.0.0.1') ?? '', /used up/)
  assert.match(refusal({ ...code, ipRange: '10.1.0.0/16' }, 0, '10.0.0.1') ?? '', /10\.1\.0\.0\/16 only/)
  assert.equal(refusal({ ...code, expiresAt: undefined }, 1e15, '::1'), undefined)
})

test('ranges are addresses or blocks, of IPv4 unless more is let in', () => {
  for (const good of ['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '255.255.255.255/32']) assert.ok(isIpRange(good), good)
  for (const bad of ['', '10.0.0', '10.0.0.256', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::1', 'x'])
    assert.ok(!isIpRange(bad), bad)
  for (const good of ['::1', '::', '1:2:3:4:5:6:7:8', '2001:db8::/32', '10.0.0.0/8'])
    assert.ok(isIpRange(good, [32, 128]), good)
  for (const bad of [
    '::1/129',
    'fe80::1%eth0',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '1::2::3',
    '10.0.0.0/33',
  ])
    assert.ok(!isIpRange(bad, [32, 128]), bad)
})

test('an address is inside by its leading bits, also when it comes mapped into IPv6', () => {
  assert.ok(inRange('192.168.7.9', '192.168.0.0/16'))
  assert.ok(inRange('::ffff:192.168.7.9', '192.168.7.9'))
  assert.ok(!inRange('192.169.0.1', '192.168.0.0/16'))
  assert.ok(inRange('1.2.3.4', '0.0.0.0/0'))
  assert.ok(!inRange('::1', '0.0.0.0/0'))
  assert.ok(inRange('2001:db8:7::9', '2001:db8::/32'))
  assert.ok(!inRange('2001:db9::1', '2001:db8::/32'))
  assert.ok(!inRange('10.0.0.1', '::/0'))
})

test('a host that brings no name gets its own behind the prefix, or its number', () => {
  assert.equal(nameOf({ ...code, namePrefix: 'web-' }, 'a'), 'web-a')
  const numbered = { ...code, naming: 'number' as const, namePrefix: 'web', limit: 100 }
  assert.equal(nameOf({ ...numbered, used: 6 }, 'a'), 'web-007')
  assert.equal(nameOf({ ...numbered, namePrefix: '' }, 'a'), 'a')
})
