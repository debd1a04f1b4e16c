import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { describe, test } from 'node:test'
import { shareAgent, withoutRoot } from './support/shared-agent.ts'

describe('a script', () => {
  const shared = shareAgent()
  const { run } = shared

  for (const [script, code] of [
    ['exit 0', 0],
    ['exit 3', 3],
    ['exit 255', 255],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
    ['kill -INT $$', 130],
    ['kill -SEGV $$', 139],
    ['no-such-program', 127],
  ] as const)
    test(`"${script}" ends with ${code}`, async () => {
      const { end } = await run(script)
      assert.equal(end.outcome, 'exited')
      assert.equal(end.exitCode, code)
      assert.ok(end.startedAt !== null && end.startedAt <= end.at)
    })

  test('has both streams in the order of its writes', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => `${index}`)
    const { output, end } = await run(
      'for i in $(seq 0 199); do if [ $((i % 2)) = 0 ]; then echo $i; else echo $i >&2; fi; done',
    )
    assert.equal(output, `${lines.join('\n')}\n`)
    assert.deepEqual([end.size, end.dropped], [output.length, 0])
  })

  test('may open its streams again', async () => {
    const { output } = await run('echo one > /dev/stdout; echo two > /dev/stderr; echo three >> /proc/self/fd/1')
    assert.equal(output, 'one\ntwo\nthree\n')
  })

  test('may open its streams again as another user', { skip: withoutRoot }, async () => {
    const script = 'id -un; id -Gn; echo one > /dev/stdout; echo two > /dev/stderr; pwd; echo $HOME $USER $LOGNAME'
    const { output } = await run(script, { userName: 'nobody' })
    assert.equal(output, 'nobody\nnogroup\none\ntwo\n/\n/nonexistent nobody nobody\n')
  })

  test('that closes its streams is followed to its end', async () => {
    const { end, output } = await run('echo kept; exec >&- 2>&-; sleep 0.3; exit 7')
    assert.deepEqual([end.exitCode, output], [7, 'kept\n'])
  })

  test('gets only the environment it is meant to have', async () => {
    const { output } = await run('env; grep -E "Sig(Ign|Blk)" /proc/self/status; umask; cat; ls -l /proc/$$/fd')
    const names = output.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? [])
    const allowed = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'MUSTER_TASK', 'PWD', 'SHLVL', '_']
    assert.deepEqual(
      names.filter((name) => !allowed.includes(name)),
      [],
    )
    assert.doesNotMatch(output, /must not leak/)
    assert.match(output, /SigBlk:\s+0{16}\nSigIgn:\s+0{16}\n0022\n/)
    const ours = output.split('\n').filter((line) => line.includes(shared.stage.data))
    assert.deepEqual(
      ours.map((line) => /(\d+) -> .*\.(output\.fifo)$/.exec(line)?.slice(1)),
      [
        ['1', 'output.fifo'],
        ['2', 'output.fifo'],
      ],
    )
  })

  test('is run by the interpreter of its first line', async () => {
    assert.equal((await run('#!/usr/bin/perl -w\nprint "perl $]\\n" if $^W;')).output.slice(0, 5), 'perl ')
    assert.match(
      (await run('#!/usr/bin/env python3\nimport sys\nprint("python", sys.argv)')).output,
      /^python \['.*script'\]/,
    )
    assert.match((await run('#!/bin/sh\necho "$0 $#"')).output, /\/script 0\n$/)
    assert.match((await run('echo $BASH_VERSION')).output, /^\d/)
  })

  test('starts in the directory asked for', async () => {
    assert.equal((await run('pwd', { workingDirectory: '/usr/share' })).output, '/usr/share\n')
    const { homedir } = userInfo()
    assert.equal((await run('pwd')).output, existsSync(homedir) ? `${homedir}\n` : '/\n')
  })

  test('in which binary bytes are written arrives as it was', async () => {
    const { sequence } = await run(String.raw`printf '\000\377\r\n\200x'`)
    assert.deepEqual([...shared.stage.server.output(sequence)], [0, 0xff, 13, 10, 0x80, 120])
  })

  test('with two streams kept apart has each of them whole', async () => {
    const { output, end } = await run('for i in 1 2 3; do echo out$i; echo err$i >&2; done; exit 4', {
      output: 'split',
    })
    assert.equal(end.exitCode, 4)
    assert.deepEqual(output.match(/out\d\n/g), ['out1\n', 'out2\n', 'out3\n'])
    assert.deepEqual(output.match(/err\d\n/g), ['err1\n', 'err2\n', 'err3\n'])
    assert.deepEqual([end.size, end.dropped], [30, 0])
  })
})
