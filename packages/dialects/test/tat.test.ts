import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import test from 'node:test'
import { fireDue, quotas } from '@muster/core'
import { commonCodes } from '../src/tencent/errors.ts'
import { products } from '../src/tencent/products.ts'
import { type HostStep, playHost } from './support/host.ts'
import { assertHas, substitute } from './support/substitute.ts'
import { call, openWorld, type World } from './support/world.ts'

interface Case {
  readonly name: string
  /** By default the action that the file is named after. */
  readonly action?: string
  readonly as?: 'operator' | 'reader'
  readonly params?: unknown
  readonly body?: string
  readonly query?: string
  readonly expect?: unknown
  readonly error?: string
  readonly save?: Readonly<Record<string, string>>
  readonly host?: HostStep
  /** So many seconds pass, and then schedules fire. */
  readonly wait?: number
}

const folder = new URL('../fixtures/tat/', import.meta.url)
const files = readdirSync(folder)
const read = (file: string): readonly Case[] => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

for (const file of files) {
  const action = basename(file, '.json')
  test(`TAT ${action}`, async (t) => {
    const world = await openWorld(t)
    for (const step of read(file)) {
      if (step.host) await playHost(world, step.host)
      else if (step.wait) await letFire(world, step.wait)
      else await t.test(step.name, () => runCase(world, step.action ?? action, step))
    }
    assert.deepEqual(world.reported, [])
  })
}

async function letFire({ deps, clock }: World, seconds: number): Promise<void> {
  clock.set(clock.now() + seconds * 1000)
  await fireDue(deps, 0, 100)
}

async function runCase(
  world: World,
  action: string,
  { as = 'operator', query, body, params, ...step }: Case,
): Promise<void> {
  const text = body ?? JSON.stringify(substitute(params ?? {}, world.names))
  const answer = await call(
    world,
    as,
    action,
    query === undefined
      ? { body: text }
      : {
          method: 'GET',
          target: `/?${substitute(query, world.names)}`,
          contentType: 'application/x-www-form-urlencoded',
          body: '',
        },
  )
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.headers, { 'content-type': 'application/json' })
  const { Response } = JSON.parse(answer.body)
  assert.match(Response.RequestId, /^[0-9a-f-]{36}$/)
  if (step.error !== undefined) return assert.equal(Response.Error?.Code, step.error, answer.body)
  assert.equal(Response.Error, undefined, answer.body)
  assertHas(Response, substitute(step.expect, world.names), 'Response')
  for (const [name, path] of Object.entries(step.save ?? {}))
    world.names.set(
      name,
      path.split('.').reduce((value, member) => value[member], Response),
    )
}

/** Codes that an action documents and this server has no reason for, with that reason. */
const without: readonly (readonly [RegExp, string])[] = [
  [/^InternalError$/, 'nothing unforeseen is asked for'],
  [
    /^UnauthorizedOperation\.(InvalidToken|MFA\w+|NeedApproval|AssumeRoleUnauthorized)$/,
    'there are no tokens, second factors, approvals or assumed roles',
  ],
  [
    /^ResourceNotFound\.(CosBucketNotFoundCode|RoleNotFound)$/,
    'buckets are not looked up, and there are no roles of a cloud',
  ],
  [
    /^FailedOperation\.(CVMError|LighthouseError|TagOperationFailed)$/,
    'there is no other cloud product behind this one',
  ],
  [/^ResourceUnavailable(\.InstanceStateNotRunning|\.LighthouseUnsupportedRegion|)$/, 'a host that is off is offline'],
  [/^InvalidParameterValue\.(ID|InconsistentID)$/, 'a malformed id has a code that says of what'],
  [/^AuthFailure\.UnauthorizedOperation$/, 'AuthFailure is documented with it'],
  [/^(OperationDenied|UnsupportedOperation|LimitExceeded)$/, 'the telling codes are answered instead'],
]

test('every code that an action documents is answered in a case, or there is a reason why not', () => {
  for (const action of products.flatMap((product) => product.built)) {
    const answered = new Set(read(`${action.name}.json`).map((step) => step.error))
    const missing = action.errors.filter((code) => !answered.has(code) && !without.some(([codes]) => codes.test(code)))
    const excused = alsoWithout[action.name] ?? []
    assert.deepEqual(
      missing.filter((code) => !excused.includes(code)),
      [],
      action.name,
    )
  }
})

/** The general code where each violation has a telling one, or a check that these parameters cannot fail. */
const alsoWithout: Readonly<Record<string, readonly string[]>> = {
  DeleteCommand: ['InvalidParameterValue'],
  DeleteCommands: ['InvalidParameterValue'],
  DescribeRegions: ['UnauthorizedOperation.CamAuthFailed'],
  DescribeScenes: ['InvalidFilter', 'UnauthorizedOperation.CamAuthFailed'],
  PreviewReplacedCommandContent: [
    'InvalidParameter.ParameterNameDuplicated',
    'InvalidParameterValue.CommandNameDuplicated',
    'InvalidParameterValue.Range',
    'InvalidParameterValue.SupportParametersOnlyIfEnableParameter',
    'UnauthorizedOperation.CamAuthFailed',
  ],
  CancelInvocation: ['InvalidParameterValue', 'InvalidParameterValue.TooLong'],
  DescribeRegisterCodes: ['InvalidParameterValue.InvalidFilter', 'InvalidParameterValue.TooLong'],
  DescribeCommands: ['UnauthorizedOperation.CamAuthFailed'],
  DescribeInvocations: ['UnauthorizedOperation.CamAuthFailed'],
  DescribeInvocationTasks: ['UnauthorizedOperation.CamAuthFailed'],
  DescribeAutomationAgentStatus: ['UnauthorizedOperation.CamAuthFailed'],
  CreateInvoker: ['InvalidParameterValue.Range'],
  ModifyInvoker: ['InvalidParameterValue.Range'],
  DescribeInvokers: ['AuthFailure', 'InvalidParameterValue'],
  DescribeInvokerRecords: ['AuthFailure', 'InvalidParameterValue'],
  InvokeCommand: ['InvalidParameterValue.SupportParametersOnlyIfEnableParameter'],
  // The quota has a test of its own below.
  CreateCommand: ['InvalidParameterValue.ParameterDisabled', 'ResourceUnavailable.UserHasNoQuotaCode'],
  RunCommand: ['InvalidParameter.InvalidUsername', 'ResourceUnavailable.UserHasNoQuotaCode'],
}

test('no case expects a code that its action does not document', () => {
  for (const action of products.flatMap((product) => product.built))
    for (const { error, action: other } of read(`${action.name}.json`))
      assert.ok(
        other !== undefined || error === undefined || action.errors.includes(error) || commonCodes.has(error),
        `${action.name} ${error}`,
      )
})

test('a command that is kept needs a place of the quota', async (t) => {
  const world = await openWorld(t)
  const ask = async (action: string, more: object) => {
    const body = JSON.stringify({ Content: 'MQ==', ...more })
    return JSON.parse((await call(world, 'operator', action, { body })).body).Response.Error?.Code
  }
  for (let n = 0; n < quotas.commands; n++) await ask('CreateCommand', { CommandName: `c${n}` })
  const one = { CommandName: 'one', InstanceIds: [world.names.get('cvm')] }
  assert.equal(await ask('CreateCommand', { CommandName: 'one' }), 'ResourceUnavailable.UserHasNoQuotaCode')
  assert.equal(await ask('RunCommand', { ...one, SaveCommand: true }), 'ResourceUnavailable.UserHasNoQuotaCode')
  assert.equal(await ask('RunCommand', one), undefined)
})
