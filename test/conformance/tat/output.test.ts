import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { describe, test } from 'node:test'
import { call, createClient } from '../support/client.ts'
import { readTable } from '../support/fill.ts'
import { names } from '../support/fleet.ts'
import { bytesOf, ended, outputOf, run, start, type TaskRecord } from '../support/run.ts'

const host = names.cvm ?? ''
/** Source: TaskResult.Output. */
const cap = 24_576

describe('the output', { concurrency: 4 }, () => {
  test('is shown only where HideOutput is false, by POST and GET', async () => {
    const invocation = await start('echo shown', [host])
    await ended(invocation)
    for (const method of ['POST', 'GET'] as const)
      for (const [hide, output] of [
        [undefined, ''],
        [true, ''],
        [false, 'shown\n'],
      ] as const) {
        const answer = await call(createClient({ method }), 'DescribeInvocationTasks', {
          Filters: [{ Name: 'invocation-id', Values: [invocation] }],
          ...(hide !== undefined && { HideOutput: hide }),
        })
        const [task] = answer.InvocationTaskSet as readonly [TaskRecord]
        assert.equal(outputOf(task), output, `${method} ${hide}`)
        assert.equal(task.TaskResult.Dropped, 0)
      }
  })

  for (const { name, script, output, code } of readTable<
    readonly { readonly name: string; readonly script: string; readonly output: string; readonly code: number }[]
  >('outputs'))
    test(`${name}: ${JSON.stringify(script).slice(0, 60)}`, async () => {
      const task = await run(script, host)
      assert.equal(outputOf(task), output)
      assert.equal(task.TaskResult.ExitCode, code, task.ErrorInfo)
      assert.equal(task.TaskStatus, code === 0 ? 'SUCCESS' : 'FAILED')
      assert.equal(task.ErrorInfo, '')
    })

  test('bytes that are no UTF-8 stay as they were', async () => {
    const task = await run(`printf '\\377\\000\\376ok'`, host)
    assert.equal(bytesOf(task).toString('hex'), 'ff00fe6f6b')
  })

  test('exactly as much as fits is kept whole', async () => {
    const task = await run(`yes 0123456 | head -c ${cap}`, host)
    assert.equal(outputOf(task), '0123456\n'.repeat(cap / 8))
    assert.equal(task.TaskResult.Dropped, 0)
  })

  for (const more of [1, 2_000_000])
    test(`${more} bytes beyond the cap are counted as dropped`, async () => {
      const task = await run(`yes 0123456 | head -c ${cap + more}`, host)
      assert.equal(outputOf(task), '0123456\n'.repeat(cap / 8))
      assert.equal(task.TaskResult.Dropped, more)
      assert.equal(task.TaskStatus, 'SUCCESS')
    })

  // Each shift moves another byte of a character onto the edges at 4,096 and 24,576.
  for (const character of ['界', '😀'])
    for (const shift of [0, 1, 2, 3]) {
      const size = Buffer.byteLength(character)
      const count = 9_000
      test(`${character} after ${shift} bytes is never cut, below the cap and above it`, async () => {
        const whole = Buffer.from('a'.repeat(shift) + character.repeat(count))
        const kept = bytesOf(await run(`${print(shift, character)} | head -c ${shift + size * 3000}`, host))
        assert.deepEqual(kept, whole.subarray(0, shift + size * 3000))
        const task = await run(`${print(shift, character)} | head -c ${whole.length}`, host)
        const cut = bytesOf(task)
        assert.ok(isUtf8(cut), 'valid UTF-8')
        assert.deepEqual(cut, whole.subarray(0, cut.length))
        assert.ok(cut.length > cap - size && cut.length <= cap, `${cut.length} bytes kept`)
        assert.equal(cut.length + task.TaskResult.Dropped, whole.length)
      })
    }
})

const print = (shift: number, character: string) =>
  `{ printf %s '${'a'.repeat(shift)}'; yes '${character}' | tr -d '\\n'; }`
