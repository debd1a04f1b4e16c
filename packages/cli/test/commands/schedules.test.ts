import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fire, Schedule } from '@muster/protocol/api'
import { runCommandLine } from '../../src/command-line.ts'
import { fakeServer } from '../helpers/fake-server.ts'

const schedule = (some: Partial<Schedule> = {}): Schedule => ({
  id: 'ivk-00000001',
  name: 'nightly',
  rule: { kind: 'cron', expression: '30 2 * * *', zone: 'Asia/Shanghai' },
  overlap: 'skip',
  command: 'cmd-00000001',
  instances: ['ins-00000001', 'ins-00000002'],
  user: '',
  profile: 'plain',
  parameters: null,
  enabled: true,
  next: '2026-11-22T18:30:00.000Z',
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
  ...some,
})

const fire = (some: Partial<Fire> = {}): Fire => ({
  schedule: 'ivk-00000001',
  dueAt: '2026-11-21T18:30:00.000Z',
  until: null,
  decision: 'ran',
  reason: 'on time',
  invocation: 'inv-00000001',
  state: 'succeeded',
  decidedAt: '2026-11-21T18:30:00.010Z',
  ...some,
})

const times = ['2026-11-22T18:30:00.000Z', '2026-11-23T18:30:00.000Z', '2026-11-24T18:30:00.000Z']

test('schedules are a table, each with the time until it fires', async (t) => {
  const items = [
    schedule({
      rule: { kind: 'rate', seconds: 900, from: '2026-11-22T00:00:00.000Z' },
      name: 'often',
      next: '2026-11-22T06:10:00.000Z',
    }),
    schedule({ enabled: false, next: null }),
    schedule(),
  ]
  const server = await fakeServer(t, { listSchedules: () => ({ total: 3, items }) })
  const io = server.io()
  assert.equal(await runCommandLine(['schedules'], io), 0)
  assert.deepEqual(io.stdout.text.split('\n'), [
    'id            name     rule                            hosts  next',
    'ivk-00000001  often    every 15 min                    2      in 10 min',
    'ivk-00000001  nightly  cron 30 2 * * *  Asia/Shanghai  2      disabled',
    'ivk-00000001  nightly  cron 30 2 * * *  Asia/Shanghai  2      in 12 h 30 min',
    '',
  ])
})

test('one schedule is shown with what comes, and with what became of the last, and why', async (t) => {
  const items = [
    fire(),
    fire({
      dueAt: '2026-11-20T18:30:00.000Z',
      decision: 'skipped',
      reason: 'the run before it, inv-00000009, was still going',
      invocation: null,
      state: null,
    }),
    fire({
      dueAt: '2026-11-18T18:30:00.000Z',
      until: '2026-11-20T18:30:00.000Z',
      decision: 'disabled',
      reason: 'the schedule was disabled',
      invocation: null,
      state: null,
    }),
  ]
  const server = await fakeServer(t, {
    getSchedule: () => schedule({ user: 'deploy', parameters: { who: 'me' } }),
    previewSchedule: () => ({ times }),
    listFires: () => ({ total: 3, items }),
  })
  const io = server.io()
  assert.equal(await runCommandLine(['schedules', 'show', 'ivk-00000001'], io), 0)
  assert.deepEqual(io.stdout.text.split('\n'), [
    'nightly   cron 30 2 * * *  Asia/Shanghai   on 2 hosts   enabled',
    'runs cmd-00000001 as deploy with who=me unless the run before is still going',
    'next  Mon 23 Nov 02:30 · Tue 24 Nov 02:30 · Wed 25 Nov 02:30 …',
    'last  Sun 22 Nov 02:30                                ran       inv-00000001  succeeded',
    '      Sat 21 Nov 02:30                                skipped   the run before it, inv-00000009, was still going',
    '      Thu 19 Nov 02:30 until before Sat 21 Nov 02:30  disabled  the schedule was disabled',
    '',
  ])
})

test('create sends the rule, the command by its name and the hosts', async (t) => {
  const command = {
    id: 'cmd-00000001', name: 'clean', description: '', script: '', type: 'shell', timeout: 60, user: '', workingDirectory: '',
    parameters: null, createdAt: times[0], public: false,
  } // biome-ignore format: one command
  const server = await fakeServer(t, {
    listCommands: () => ({ total: 1, items: [command] }),
    createSchedule: () => schedule(),
  })
  const io = server.io()
  const words = ['schedules', 'create', '--name', 'nightly', '--command', 'clean', '--on', 'web-1', '--yes']
  assert.equal(await runCommandLine([...words, '--cron', '30 2 * * *', '--param', 'who=me'], io), 0, io.stderr.text)
  assert.equal(io.stdout.text, 'ivk-00000001  nightly   on 2 hosts, first Mon 23 Nov 02:30\n')
  const body = server.body()
  assert.deepEqual(body.rule, { kind: 'cron', expression: '30 2 * * *', zone: 'Asia/Shanghai' })
  assert.deepEqual([body.command, body.parameters, body.overlap], ['cmd-00000001', { who: 'me' }, 'skip'])

  await runCommandLine([...words, '--at', '2026-11-30 02:30', '--zone', 'Europe/Berlin'], server.io())
  assert.deepEqual(server.body().rule, { kind: 'once', at: '2026-11-30T01:30:00.000Z' })
  await runCommandLine([...words, '--every', '15m'], server.io())
  assert.deepEqual(server.body().rule, { kind: 'rate', seconds: 900 })
})

test('a rule is needed, and only one', async (t) => {
  const server = await fakeServer(t, {})
  const none = server.io()
  const words = ['schedules', 'create', '--name', 'n', '--command', 'cmd-00000001', '--on', 'web-1']
  assert.equal(await runCommandLine(words, none), 2)
  assert.match(none.stderr.text, /say when it is to run/)
  const both = server.io()
  assert.equal(await runCommandLine([...words, '--cron', '* * * * *', '--every', '5m'], both), 2)
  assert.match(both.stderr.text, /exclude each other/)
  const bad = server.io()
  assert.equal(await runCommandLine([...words, '--at', 'tomorrow'], bad), 2)
  assert.match(bad.stderr.text, /"tomorrow" is no time/)
})

test('modify sends what is given, and refuses to change nothing', async (t) => {
  const server = await fakeServer(t, { modifySchedule: () => schedule() })
  const io = server.io()
  assert.equal(await runCommandLine(['schedules', 'modify', 'ivk-00000001', '--overlap', 'start'], io), 0)
  assert.deepEqual(server.body(), { overlap: 'start' })
  assert.equal(await runCommandLine(['schedules', 'modify', 'ivk-00000001'], server.io()), 2)
})

test('enable, disable and delete say what comes of it', async (t) => {
  const server = await fakeServer(t, {
    enableSchedule: () => schedule(),
    disableSchedule: () => schedule({ enabled: false, next: null }),
    deleteSchedule: () => ({}),
  })
  const said = async (verb: string) => {
    const io = server.io()
    assert.equal(await runCommandLine(['schedules', verb, 'ivk-00000001'], io), 0)
    return io.stdout.text
  }
  assert.equal(await said('enable'), 'ivk-00000001  enabled, next Mon 23 Nov 02:30\n')
  assert.match(await said('disable'), /^ivk-00000001 {2}disabled\./)
  assert.match(await said('delete'), /^ivk-00000001 {2}deleted\./)
})

test('preview shows a rule before it is stored, with the offsets of its zone', async (t) => {
  const summer = ['2026-10-24T00:30:00.000Z', '2026-10-25T01:30:00.000Z', '2027-01-01T01:30:00.000Z']
  const server = await fakeServer(t, { previewRule: () => ({ times: summer }) })
  const io = server.io()
  const words = ['schedules', 'preview', '--cron', '30 2 * * *', '--zone', 'Europe/Berlin', '--count', '3']
  assert.equal(await runCommandLine([...words, '--from', '2026-10-24 00:00'], io), 0)
  assert.deepEqual(io.stdout.text.split('\n'), [
    'Sat 24 Oct 02:30      +02:00',
    'Sun 25 Oct 02:30      +01:00',
    'Fri 1 Jan 2027 02:30  +01:00  in 39 d 20 h',
    '',
  ])
  assert.equal(server.body().from, '2026-10-23T22:00:00.000Z')
})

test('why answers for a fire time, and for a time that is none', async (t) => {
  const rows: Record<string, readonly Fire[]> = {
    '2026-11-20T18:30:00.000Z': [
      fire({
        decision: 'missed',
        reason: 'found 3 h late',
        invocation: null,
        state: null,
        dueAt: '2026-11-20T18:30:00.000Z',
      }),
    ],
  }
  const server = await fakeServer(t, {
    getSchedule: () => schedule(),
    previewSchedule: ({ query }) => {
      const from = Date.parse(query.from ?? '')
      const day = 86_400_000
      const first = Date.parse('2026-11-01T18:30:00.000Z')
      return { times: [new Date(first + Math.ceil((from + 1 - first) / day) * day).toISOString()] }
    },
    listFires: ({ query }) => ({ total: 0, items: rows[query.at ?? ''] ?? [] }),
  })
  const why = async (time: string) => {
    const io = server.io()
    assert.equal(await runCommandLine(['schedules', 'why', 'ivk-00000001', time], io), 0, io.stderr.text)
    return io.stdout.text.trim()
  }
  assert.equal(await why('2026-11-21 02:30'), 'Sat 21 Nov 02:30  missed  found 3 h late')
  assert.equal(await why('03:00'), 'Sun 22 Nov 03:00 is no fire time. The first after it is Mon 23 Nov 02:30.')
  assert.equal(await why('2026-11-23T02:30+08:00'), 'Mon 23 Nov 02:30 is still to come.')
  assert.match(await why('2026-11-20 02:30'), /^nothing is recorded of Fri 20 Nov 02:30/)
})
