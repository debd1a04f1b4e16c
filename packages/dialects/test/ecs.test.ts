import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import test from 'node:test'
import type { Role } from '@muster/core'
import { meaningOf } from '../src/alibaba/errors.ts'
import { acs3, ecsNames, flatten } from './support/call-alibaba.ts'
import { type HostStep, playHost } from './support/host.ts'
import { assertHas, substitute } from './support/substitute.ts'
import { openWorld, type World } from './support/world.ts'

interface Case {
  readonly name: string
  /** By default the action that the file is named after. */
  readonly action?: string
  readonly as?: Role
  /** RegionId goes with all of them. */
  readonly params?: Readonly<Record<string, unknown>>
  readonly expect?: unknown
  readonly error?: string
  readonly save?: Readonly<Record<string, string>>
  readonly host?: HostStep
}

const folder = new URL('../fixtures/ecs/', import.meta.url)
const read = (file: string): readonly Case[] => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

for (const file of readdirSync(folder)) {
  const action = basename(file, '.json')
  test(`ECS ${action}`, async (t) => {
    const host = await openWorld(t)
    const world = ecsNames(host)
    for (const step of read(file))
      if (step.host) await playHost(host, step.host)
      else await t.test(step.name, () => runCase(world, step.action ?? action, step))
    assert.deepEqual(world.reported, [])
  })
}

async function runCase(world: World, action: string, { as = 'operator', params, ...step }: Case): Promise<void> {
  const query = flatten({ RegionId: 'cn-hangzhou', ...(substitute(params ?? {}, world.names) as object) })
  const answer = await acs3(world, as, action, { query })
  const body = JSON.parse(answer.body)
  assert.match(body.RequestId, /^[0-9A-F-]{36}$/)
  assert.equal(body.Code, step.error, answer.body)
  assert.equal(answer.status, step.error === undefined ? 200 : meaningOf(step.error)[0])
  if (step.error !== undefined) return
  assertHas(body, substitute(step.expect ?? {}, world.names), 'answer')
  for (const [name, path] of Object.entries(step.save ?? {}))
    world.names.set(
      name,
      path.split('.').reduce((value, member) => value[member], body),
    )
}
