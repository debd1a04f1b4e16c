import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shareAgent, withoutRoot } from './support/shared-agent.ts'

/** All that a script can see of its shell. What differs from run to run is left out. */
const dump = `
echo "0=$(basename "$0") count=$# flags=$- status=$? seconds=$((SECONDS < 10)) line=$LINENO parent=$PPID"
set | grep -vE '^(_|PPID|BASHPID|BASH_ARG[CV]|[A-Z]*RANDOM|EPOCH[A-Z]*|SECONDS|MUSTER_TASK|LINENO|OPTIND|PIPESTATUS)='
[ -z "$BASH_VERSION" ] || { declare -p | cut -d= -f1 | grep -v PIPESTATUS; declare -F; shopt; alias; hash -l; jobs; }
set -o; trap; umask; ulimit -a; pwd; times | wc -l
env | grep -vE '^(_|MUSTER_TASK)='
ls /proc/$$/fd; readlink /proc/$$/fd/0
kill -l > /dev/null; grep -E 'Sig(Ign|Cgt)|Umask' /proc/$$/status
cut -d' ' -f6 /proc/$$/stat | grep -x $$ | wc -l
x=ä€; echo "\${#x} \${x%?}"; printf '%.1s %q\\n' "$x" "$x"; case ä in [[:alpha:]]) echo letter; esac
[ -z "$BASH_VERSION" ] || eval 'echo "\${x^^} \${x:1}"; printf "%(%c)T\\n" 0'
missing-command 2>&1 | sed 's/[^ ]*script/script/'
`

describe('a shell that has waited for its script', () => {
  const shared = shareAgent()
  const without = (text: string) => text.replaceAll(/\/[^ ]*\/script/g, 'SCRIPT').replace(/parent=\d+/, 'parent')

  for (const shell of ['/bin/bash', '/bin/sh'])
    test(`is like one that has just started: ${shell}`, async () => {
      // No shell waits for one with an argument, and the next executor waits with what the last script wanted.
      const usual = await shared.run(`#!${shell} --\n${dump}`)
      await shared.run(`#!${shell}\ntrue\n`)
      const waited = await shared.run(`#!${shell}\n${dump}`)
      assert.equal(without(waited.output), without(usual.output))
      assert.deepEqual([waited.end.outcome, waited.end.exitCode], ['exited', 0])
    })
})

describe('a shell that enters the script of another user itself', { skip: withoutRoot }, () => {
  const shared = shareAgent()
  const as = { userName: 'nobody', workingDirectory: '/tmp' }
  const without = (text: string) => text.replaceAll(/\/[^ ]*\/script/g, 'SCRIPT').replace(/parent=\d+/, 'parent')

  for (const shell of ['/bin/bash', '/bin/sh']) {
    test(`is like one that a shell before it has started: ${shell}`, async () => {
      const usual = await shared.run(`#!${shell} --\n${dump}id\n`, as)
      const entered = await shared.run(`#!${shell}\n${dump}id\n`, as)
      assert.equal(without(entered.output), without(usual.output))
      assert.deepEqual([entered.end.outcome, entered.end.exitCode], ['exited', 0])
    })

    test(`has the text of its script as it came: ${shell}`, async () => {
      const script = `#!${shell}\ncat "$0"\n# ${'long '.repeat(4000)}\nexit 3\n`
      const { output, end } = await shared.run(script, { ...as, outputLimit: 100_000 })
      assert.equal(output, script)
      assert.equal(end.exitCode, 3)
    })

    test(`tells what keeps the script from starting: ${shell}`, async () => {
      const { end, output } = await shared.run(`#!${shell}\necho ran`, { ...as, workingDirectory: '/root' })
      assert.deepEqual([end.outcome, output], ['startFailed', ''])
      assert.match(end.cause, /"nobody" may not enter|"nobody" cannot reach/)
    })

    test(`leaves the script no descriptor of the agent's: ${shell}`, async () => {
      const { output } = await shared.run(
        `#!${shell}\nfor each in /proc/$$/fd/*; do readlink "$each"; done | sort -u`,
        as,
      )
      for (const path of output.trim().split('\n'))
        assert.match(path, /^(\/dev\/null|.*\.output\.fifo|pipe:.*|.*\/script)$/)
    })
  }
})
