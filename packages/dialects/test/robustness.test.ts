import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { RawAnswer } from '../src/index.ts'
import { products } from '../src/tencent/products.ts'
import { call, openWorld } from './support/world.ts'

const actions = products.flatMap((product) => product.built.map(({ name }) => name))

function assertOrderly(answer: RawAnswer): void {
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.headers, { 'content-type': 'application/json' })
  assert.notEqual(JSON.parse(answer.body).Response.Error?.Code, 'InternalError', answer.body)
}

/** Objects near the real ones: the action's own members, most of them with values of a wrong kind. */
const nearly = fc.constantFrom(...products.flatMap((product) => product.built)).chain((action) =>
  fc.record({
    action: fc.constant(action.name),
    body: fc.record(
      Object.fromEntries(
        Object.keys(action.input).map((name) => [name, fc.oneof(anything, fc.constantFrom(...likely))]),
      ),
      { requiredKeys: [] },
    ),
  }),
)
const anything = fc.jsonValue({ maxDepth: 4 })
const likely = [
  'ZWNobw==', 'ins-00000001', ['ins-00000001'], 'cmd-00000001', 'inv-zzzzzzzz', 1, 60, true, '{}', '{"__proto__":"a"}', '/',
  [{ Name: 'tag-key', Values: ['a'] }], [{ Name: 'instance-id', Values: ['ins-00000001'] }], [{ Key: '__proto__', Value: '' }],
] // biome-ignore format: a list of samples

test('any body gets an orderly answer', async (t) => {
  const world = await openWorld(t)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...actions), fc.string({ unit: 'binary' }), async (action, body) =>
      assertOrderly(await call(world, 'operator', action, { body })),
    ),
    { numRuns: 200 },
  )
  await fc.assert(
    fc.asyncProperty(nearly, async ({ action, body }) =>
      assertOrderly(await call(world, 'operator', action, { body: JSON.stringify(body) })),
    ),
    { numRuns: 1000 },
  )
  assert.deepEqual(world.reported, [])
})

test('any query gets an orderly answer', async (t) => {
  const world = await openWorld(t)
  const name = fc
    .array(fc.constantFrom('Filters', 'Name', 'Values', '0', '1', '-1', 'Limit', '', '__proto__', 'CommandIds', '%'), {
      minLength: 1,
      maxLength: 10,
    })
    .map((parts) => parts.join('.'))
  const query = fc
    .array(fc.tuple(name, fc.oneof(fc.webSegment(), fc.string())), { maxLength: 8 })
    .map((pairs) => pairs.map(([key, value]) => `${key}=${value}`).join('&'))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...actions), query, async (action, text) =>
      assertOrderly(await call(world, 'operator', action, { method: 'GET', target: `/?${text}`, body: '' })),
    ),
    { numRuns: 500 },
  )
  assert.deepEqual(world.reported, [])
})

test('any head gets an orderly answer', async (t) => {
  const world = await openWorld(t)
  const headerName = fc.oneof(
    fc.constantFrom(
      'host',
      'authorization',
      'x-tc-action',
      'x-tc-version',
      'x-tc-timestamp',
      'x-tc-token',
      'content-type',
      'content-length',
    ),
    fc.string(),
  )
  const headerValue = fc.oneof(
    fc.constantFrom(
      'RunCommand',
      '2020-10-28',
      '1795330800',
      '99999999999',
      'TC3-HMAC-SHA256 ',
      'SKIP',
      'application/x-www-form-urlencoded',
      '-1',
      'NaN',
    ),
    fc
      .string()
      .map(
        (text) =>
          `TC3-HMAC-SHA256 Credential=${text}/2026-11-22/tat/tc3_request, SignedHeaders=host;content-type, Signature=${'0'.repeat(64)}`,
      ),
    fc.string({ unit: 'binary' }),
  )
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', ''),
    rawTarget: fc.string({ unit: 'binary' }),
    rawHeaders: fc.array(fc.tuple(headerName, headerValue), { maxLength: 10 }).map((pairs) => pairs.flat()),
    body: fc.uint8Array(),
    peer: fc.string(),
  })
  await fc.assert(
    fc.asyncProperty(request, async (raw) => assertOrderly(await world.dialects(raw))),
    { numRuns: 1000 },
  )
  assert.deepEqual(world.reported, [])
})
