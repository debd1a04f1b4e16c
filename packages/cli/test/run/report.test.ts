import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupTasks } from '../../src/run/groups.ts'
import { outputLines } from '../../src/run/output-lines.ts'
import { report, reportLines } from '../../src/run/report.ts'
import { runDocument } from '../../src/run/run-json.ts'
import { dataFile } from '../helpers/data.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { base64, countsOf, invocation, nginxInvocation, nginxTasks, task } from '../helpers/samples.ts'

const again = "-- 'nginx -v; nginx -t'"

test('the run of 200 hosts reads as in the example', () => {
  const io = fakeIo({ terminal: 'both', columns: 120 })
  report(io, nginxInvocation(), nginxTasks(), { elapsed: '0.9 s', again })
  assert.equal(io.stdout.text, dataFile('run-nginx.txt'))
})

test('a pipe gets the same without the bar', () => {
  const io = fakeIo()
  report(io, nginxInvocation(), nginxTasks(), { elapsed: '0.9 s', again })
  assert.equal(io.stdout.text, dataFile('run-nginx.txt').replace(/━+ {2}/, ''))
})

test('on a terminal no line of ours is wider than 80', () => {
  const io = fakeIo({ terminal: 'both' })
  const tasks = Array.from({ length: 300 }, (_, index) => task(index * 2))
  const total = tasks.length
  const lines = reportLines(io, invocation({ total, counts: countsOf({ succeeded: total }) }), tasks, {
    elapsed: '2 s',
  })
  for (const line of lines) assert.ok(line.length <= 80, line)
  assert.ok(lines.at(-1)?.includes('… all: muster invocations show'))
})

test('odd ones come first: failures before successes, small groups before large ones', () => {
  const tasks = [
    task(1, { output: base64('a') }),
    task(2, { output: base64('a') }),
    task(3, { output: base64('b') }),
    task(4, { state: 'failed', exitCode: 1 }),
    task(5, { state: 'failed', exitCode: 1 }),
    task(6, { state: 'lost', exitCode: null, cause: 'gone' }),
  ]
  assert.deepEqual(
    groupTasks(tasks).map(({ verdict, hosts }) => [verdict, ...hosts]),
    [
      ['lost', 'web-006'],
      ['exit 1', 'web-004', 'web-005'],
      ['ok', 'web-003'],
      ['ok', 'web-001', 'web-002'],
    ],
  )
})

test('a name that two hosts share gives way to their ids', () => {
  const groups = groupTasks([task(1, { instanceName: 'db' }), task(2, { instanceName: 'db' }), task(3)])
  assert.deepEqual(groups[0]?.hosts, ['ins-00000001', 'ins-00000002', 'web-003'])
})

test('outputs that differ in one byte are different groups, even where they are no text', () => {
  const [a, b] = [Buffer.from([0xff]), Buffer.from([0xfe])].map((bytes) => bytes.toString('base64'))
  assert.equal(groupTasks([task(1, { output: a ?? '' }), task(2, { output: b ?? '' })]).length, 2)
})

test('ten thousand hosts are a handful of lines', () => {
  const names = Array.from({ length: 10_000 }, (_, index) =>
    task(index, { instanceName: `node${String(index).padStart(5, '0')}`, output: base64('same\n') }),
  )
  const total = names.length
  const lines = reportLines(fakeIo(), invocation({ total, counts: countsOf({ succeeded: total }) }), names, {
    elapsed: '3 s',
  })
  assert.deepEqual(lines.slice(2), ['10000 hosts   ok    node[00000-09999]', '    same'])
})

test('a long output loses its middle and says how to see it', () => {
  const text = Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join('')
  const lines = outputLines(base64(text), 7, { destination: 'pipe', lines: 10, seeAll: 'muster x' })
  assert.equal(lines.length, 11)
  assert.deepEqual(lines.slice(4, 7), ['line 4', '… 91 lines left out, see them with: muster x', 'line 96'])
  assert.equal(lines.at(-1), '… 7 more bytes are not in the record; --output-to keeps them')
})

test('a terminal is shown escape sequences, a pipe gets them as they are', () => {
  const style = { lines: 10, seeAll: '' }
  assert.deepEqual(outputLines(base64('\x1b[2J'), 0, { ...style, destination: 'terminal' }), ['^[[2J'])
  assert.deepEqual(outputLines(base64('\x1b[2J'), 0, { ...style, destination: 'pipe' }), ['\x1b[2J'])
})

test('JSON holds outputs as text, and as base64 too when they are no UTF-8', () => {
  const bytes = Buffer.from([0x61, 0xff]).toString('base64')
  const { tasks } = runDocument(invocation(), [task(1, { output: base64('fine') }), task(2, { output: bytes })])
  assert.deepEqual(
    tasks.map((item) => [item.output, Reflect.get(item, 'outputBase64')]),
    [
      ['fine', undefined],
      ['a\ufffd', bytes],
    ],
  )
})
