import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Plan } from '@muster/protocol/agent'
import { maskers } from './support/maskers.ts'
import { shareAgent, withoutRoot } from './support/shared-agent.ts'
import { until } from './support/until.ts'

const secret = 'Tr0ub4dor&3 /key'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const withSecret: Partial<Plan> = { masks: [base64(secret)] }

describe('secrets in an output', () => {
  const shared = shareAgent()
  const run = (script: string, changes: Partial<Plan> = {}) => shared.run(script, { ...withSecret, ...changes })

  test('are masked as they are, URL-encoded, and in base64 wherever they begin', async () => {
    const forms = [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ v: secret }).toString(),
      ...['', 'a', 'ab'].map((before) => base64(`${before}${secret}`)),
      Buffer.from(`\xfb${secret}\xff`, 'latin1').toString('base64url'),
    ]
    const { output, end } = await run(`cat <<'END'\n${forms.join('\n')}\nEND`)
    const lines = output.trimEnd().split('\n')
    assert.deepEqual(lines.slice(0, 3), ['******', '******', 'v=******'])
    for (const line of lines.slice(3)) assert.match(line, /^[\w-]{0,3}\*{6}[\w=]{0,3}$/)
    assert.deepEqual([end.outcome, end.size, end.dropped], ['exited', Buffer.byteLength(output), 0])
  })

  test('are masked when they come byte by byte, in pauses, and cut across the end of a stream', async () => {
    const slowly = [...secret].map((each) => `printf %s '${each}'; sleep 0.02`).join('\n')
    assert.equal((await run(`${slowly}; printf '|Tr0ub4'`)).output, '******|Tr0ub4')
  })

  test('are masked in both streams when they are kept apart', async () => {
    const { output, end } = await run(`echo 'out ${secret}'; echo 'error ${secret}' >&2; exit 3`, { output: 'split' })
    assert.deepEqual(output.match(/\w+ \*{6}\n/g)?.sort(), ['error ******\n', 'out ******\n'])
    assert.deepEqual([end.exitCode, end.size, end.dropped], [3, 24, 0])
  })

  test('leave nothing of a line back while the script waits', async () => {
    const started = shared.start(`echo 'first ${secret}'; sleep 600`, withSecret)
    await shared.stage.server.event('output', started)
    assert.equal(shared.stage.server.output(started).toString(), 'first ******\n')
    shared.stage.server.send({ type: 'cancel', tasks: [{ sequence: started, attempt: 1 }] })
    const { outcome } = await shared.stage.server.event('finished', started)
    assert.equal(outcome, 'terminated')
  })

  test('count beyond the limit as their masks do, and cut no character', async () => {
    const script = `yes '${secret}' | head -n 100000; printf 'ab\u{1f600}'`
    const { end, output } = await run(script, { outputLimit: 1000 })
    assert.equal(output, '******\n'.repeat(143).slice(0, 1000))
    assert.deepEqual([end.size, end.dropped], [1000, 700_006 - 1000])
    const cut = await run(`printf '${secret}ab\u{1f600}c'`, { outputLimit: 10 })
    assert.deepEqual([cut.output, cut.end.size, cut.end.dropped], ['******ab', 8, 5])
  })

  test('are masked in a flood of 300 MB, in bounded memory', async () => {
    const { end } = await run('head -c 300000000 /dev/zero; printf end', { outputLimit: 1000 })
    assert.deepEqual([end.size, end.dropped], [1000, 299_999_003])
    const [pid] = maskers(shared.stage.data)
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    assert.ok(Number(peak) < 200_000, `${peak} KiB`)
  })

  test('are masked though a background process holds the output after the end', async () => {
    const { end, output } = await run(`(exec sleep 600) & echo '${secret}'; printf 'tail Tr0'`)
    assert.deepEqual([output, end.outcome, end.dropped], ['******\ntail Tr0', 'exited', 0])
    const flood = await run(`yes '${secret}' & echo mine; sleep 0.1`)
    assert.match(flood.output, /^(mine|\*{6})\n(?:\*{6}\n)*(mine\n)?(?:\*{6}\n)*\*{0,6}$/)
    assert.equal(flood.output.length, flood.end.size)
  })

  test('are masked when the time is up', async () => {
    const { end, output } = await run(`echo '${secret}'; sleep 600`, { timeoutSeconds: 3 })
    assert.deepEqual([end.outcome, output], ['timedOut', '******\n'])
  })

  test('are masked for another user, who may open /dev/stdout again', { skip: withoutRoot }, async () => {
    const { output } = await run(`whoami; echo '${secret}' > /dev/stdout`, { userName: 'nobody' })
    assert.equal(output, 'nobody\n******\n')
  })

  test('of many scripts at once are masked each in its own', async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index)
    const ends = await Promise.all(
      numbers.map((n) => shared.run(`echo 'secret-${n}' 'secret-${n + 1}!'`, { masks: [base64(`secret-${n}`)] })),
    )
    for (const [n, { output }] of ends.entries())
      assert.equal(
        output,
        n === 0 ? '****** secret-1!\n' : `****** ${`secret-${n + 1}`.replace(`secret-${n}`, '******')}!\n`,
      )
  })

  test('never lie on disk, in arguments or in environments while the script runs', async () => {
    const started = shared.start(`echo; : '${secret}'; sleep 600`, withSecret)
    await shared.stage.server.event('output', started)
    const files = globSync(`${shared.stage.data}/**/*`, { withFileTypes: true }).filter((each) => each.isFile())
    const places = [
      ...globSync('/proc/[0-9]*/{cmdline,environ}'),
      ...files.map((each) => join(each.parentPath, each.name)),
    ]
    const telling = places.filter(
      (place) => contentOf(place).includes(secret) || contentOf(place).includes(base64(secret)),
    )
    assert.deepEqual(telling, [])
    assert.ok(!shared.agent.log.includes(secret))
    shared.stage.server.send({ type: 'cancel', tasks: [{ sequence: started, attempt: 1 }] })
    await shared.stage.server.event('finished', started)
    await until('the script to be removed', () => shared.scratch().length === 0)
  })

  test('keep a script from starting whose first line holds one', async () => {
    for (const value of [secret, 'of two\nlines']) {
      const { end } = await run(`#!/bin/sh ${value}\ntrue`, { masks: [base64(value)] })
      assert.equal(end.outcome, 'startFailed')
      assert.match(end.cause, /^the first line of the script holds a secret/)
    }
  })
})

/** A process may end, and a file go, before it is read. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}
