import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Caller,
  fits,
  type Policy,
  refusalOfRun,
  refuseCall,
  requireAdministrator,
  requireRoot,
} from '../src/index.ts'

const patterns: readonly (readonly [pattern: string, text: string, fits: boolean])[] = [
  ['', '', true],
  ['a', 'a', true],
  ['a', 'ab', false],
  ['*', '', true],
  ['*', 'anything at all', true],
  ['tat:Describe*', 'tat:DescribeCommands', true],
  ['tat:Describe*', 'native:DescribeCommands', false],
  ['*:create*', 'native:createRun', true],
  ['a*b', 'ab', true],
  ['a*b', 'a', false],
  ['ab*ba', 'aba', false],
  ['ab*ba', 'abba', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['*a*', 'bab', true],
  ['.*', 'x', false],
  ['a?', 'ab', false],
]
for (const [pattern, text, expected] of patterns)
  test(`the pattern "${pattern}" ${expected ? 'fits' : 'does not fit'} "${text}"`, () =>
    assert.equal(fits(pattern, text), expected))

test('a pattern of many stars costs no more than its length times that of the text', () => {
  assert.equal(fits('*a'.repeat(10_000), 'b'.repeat(100_000)), false)
})

const nothing: Policy = { actions: [], instances: [], commands: [], users: [] }
const everything: Policy = { actions: ['*'], instances: ['*'], commands: ['*'], users: ['*'] }
const web = { id: 'ins-1', name: 'web-1', tags: { team: 'web' }, agentUser: 'root' }
const db = { id: 'ins-2', name: 'db-1', tags: {}, agentUser: 'root' }
const deploy = { id: 'cmd-1', name: 'deploy-site' }
const run = { instances: [web], command: deploy, userName: 'www' } as const
const enough: Policy = { actions: [], instances: ['id:ins-1'], commands: ['id:cmd-1'], users: ['www'] }

const runs: readonly (readonly [
  about: string,
  policy: Policy,
  run: Parameters<typeof refusalOfRun>[1],
  refused?: RegExp,
])[] = [
  ['no section is empty by accident', nothing, run, /run the command deploy-site \(cmd-1\)/],
  ['all is allowed', everything, { ...run, instances: [web, db], command: 'script', userName: '' }],
  ['by ids', enough, run],
  ['by names and tags', { ...enough, instances: ['tag:team=w*'], commands: ['name:deploy-*'] }, run],
  ['by the name of the host', { ...enough, instances: ['name:web-*'] }, run],
  [
    'one host of two',
    { ...enough, instances: ['name:web-*'] },
    { ...run, instances: [web, db] },
    /act on db-1 \(ins-2\)/,
  ],
  ['a name is no id', { ...enough, instances: ['name:ins-1'] }, run, /act on web-1/],
  ['an id is no name', { ...enough, instances: ['id:web-1'] }, run, /act on web-1/],
  ['another value of the tag', { ...enough, instances: ['tag:team=db'] }, run, /act on web-1/],
  ['a tag without its value', { ...enough, instances: ['tag:team'] }, run, /act on web-1/],
  ['another user', enough, { ...run, userName: 'root' }, /run as root on web-1/],
  ["the agent's own user is who it is", enough, { ...run, userName: '' }, /run as root on web-1/],
  ["the agent's own user is allowed by its name", { ...enough, users: ['root'] }, { ...run, userName: '' }],
  [
    'a script of its own',
    { ...enough, commands: ['id:*', 'name:*'] },
    { ...run, command: 'script' },
    /a script of its own/,
  ],
  ['scripts only', { ...enough, commands: ['script'] }, run, /run the command/],
  ['any script', { ...enough, commands: ['script'] }, { ...run, command: 'script' }],
  [
    'a command named script',
    { ...enough, commands: ['name:script'] },
    { ...run, command: 'script' },
    /script of its own/,
  ],
  [
    'a host that calls itself by a tag',
    { ...enough, instances: ['tag:team=db'] },
    { ...run, instances: [{ ...web, name: 'tag:team=db' }] },
    /act on/,
  ],
]
for (const [about, policy, wanted, refused] of runs)
  test(`a policy and a run: ${about}`, () => {
    const refusal = refusalOfRun(policy, wanted)
    if (refused) assert.match(String(refusal), refused)
    else assert.equal(refusal, undefined)
  })

const caller: Caller = {
  ...{ accountId: 1, userId: 1, userName: 'ann', role: 'administrator', policy: undefined, accessKeyId: 'AKID' },
}

test('calls are allowed by the role, and by the policy where there is one', () => {
  refuseCall(caller, 'tat:RunCommand', 'write')
  refuseCall({ ...caller, role: 'reader' }, 'tat:DescribeCommands', 'read')
  const denied = { name: 'AccessDenied' }
  assert.throws(() => refuseCall({ ...caller, role: 'reader' }, 'tat:RunCommand', 'write'), denied)
  const limited = { ...caller, policy: { ...nothing, actions: ['tat:Describe*'] } }
  refuseCall(limited, 'tat:DescribeCommands', 'read')
  assert.throws(() => refuseCall(limited, 'tat:RunCommand', 'write'), denied)
  assert.throws(() => refuseCall(limited, 'native:listCommands', 'read'), denied)
  assert.throws(() => refuseCall({ ...limited, policy: everything, role: 'reader' }, 'tat:RunCommand', 'write'), denied)
})

test('nobody with a policy administers, and only the first account makes accounts', () => {
  requireAdministrator(caller, 'users')
  requireRoot(caller, 'accounts')
  const denied = { name: 'AccessDenied' }
  assert.throws(() => requireAdministrator({ ...caller, role: 'operator' }, 'users'), denied)
  assert.throws(() => requireAdministrator({ ...caller, policy: everything }, 'users'), denied)
  assert.throws(() => requireRoot({ ...caller, accountId: 2 }, 'accounts'), denied)
  assert.throws(() => requireRoot({ ...caller, role: 'operator' }, 'accounts'), denied)
})
