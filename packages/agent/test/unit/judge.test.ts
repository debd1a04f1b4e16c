import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Evidence, judge } from '../../src/execute/judge.ts'
import { deadSpec, type Spec } from '../../src/tasks/spec.ts'

const spec: Spec = {
  ...deadSpec({ sequence: 1, attempt: 1 }, 'task', 'boot', { outcome: 'cancelled', cause: '', at: 0 }),
  verdict: null,
  timeoutSeconds: 9,
}
const evidence: Evidence = { boot: 'same', executor: 'none', mark: undefined, result: undefined, exitAt: undefined }
const mark = { text: 'boot 1 2', at: 10 }
const result = (text: string) => ({ text, at: 30 })

const endOf = (changes: Partial<Evidence>) => {
  const judged = judge(spec, { ...evidence, ...changes })
  assert.equal(judged.state, 'ended')
  return judged.state === 'ended' ? judged : assert.fail()
}

for (const [what, changes, state] of [
  ['nothing but the spec', {}, 'absent'],
  ['an executor that has not started the script', { executor: 'alive' }, 'waiting'],
  ['an executor and its mark', { executor: 'alive', mark }, 'running'],
  ['a dead executor without a mark', { executor: 'dead' }, 'abandoned'],
  ['a dead executor with a mark', { executor: 'dead', mark }, 'abandoned'],
  ['another boot', { boot: 'other', mark }, 'abandoned'],
  ['another boot, nothing else', { boot: 'other' }, 'abandoned'],
] as const)
  test(`${what}: ${state}`, () => assert.equal(judge(spec, { ...evidence, ...changes }).state, state))

test('a result is the truth, whatever else is there', () => {
  for (const executor of ['none', 'alive', 'dead'] as const)
    for (const boot of ['same', 'other'] as const) {
      const { ending, dropped } = endOf({ executor, boot, mark, result: result('done itself 3 exec 5 0'), exitAt: 20 })
      assert.deepEqual(
        [ending.outcome, ending.exitCode, ending.startedAt, ending.at, dropped],
        ['exited', 3, 10, 20, 5],
      )
    }
})

test('what ended the script decides the outcome', () => {
  assert.equal(endOf({ mark, result: result('done timeout 143 exec 0 0') }).ending.outcome, 'timedOut')
  assert.equal(endOf({ mark, result: result('done cancel 0 exec 0 0') }).ending.outcome, 'terminated')
  assert.equal(endOf({ mark, result: result('lost the host restarted') }).ending.cause, 'the host restarted')
})

test('a start that failed has neither a start nor an exit code', () => {
  for (const stage of ['none', 'begun', 'directory', 'denied', 'interpreter', 'named', 'script']) {
    const { ending } = endOf({ mark, result: result(`done itself 1 ${stage} 0 0`) })
    assert.deepEqual([ending.outcome, ending.startedAt, ending.exitCode], ['startFailed', null, null])
    assert.notEqual(ending.cause, '')
  }
})

test('a mark that the agent made first proves that nothing ran', () => {
  const { ending } = endOf({ executor: 'alive', mark: { text: 'agent cancelled before it started', at: 10 } })
  assert.deepEqual([ending.outcome, ending.cause, ending.startedAt], ['cancelled', 'before it started', null])
})
