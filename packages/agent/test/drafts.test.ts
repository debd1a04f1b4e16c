import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setStage } from './support/agent-process.ts'
import { makePlan } from './support/plans.ts'
import { shareAgent } from './support/shared-agent.ts'
import { until } from './support/until.ts'

function makeFolder(t: { readonly after: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-drafts-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const draft = 'echo half > "./.muster-$MUSTER_TASK"; echo $$ > pid'

describe('a draft that a script leaves behind', () => {
  const { run } = shareAgent()

  for (const [how, script, changes] of [
    ['ends', draft, {}],
    ['is killed', `${draft}; kill -KILL $$`, {}],
    ['is killed with all that it started', `${draft}; kill -KILL 0`, {}],
    ['runs too long', `${draft}; exec sleep 60`, { timeoutSeconds: 3 }],
  ] as const)
    test(`goes when the script ${how}`, async (t) => {
      const folder = makeFolder(t)
      await run(script, { ...changes, draftsIn: folder, workingDirectory: folder })
      await until('the draft to go', () => readdirSync(folder).join() === 'pid')
    })
})

test('a draft goes when the agent and the script were killed together', async (t) => {
  const folder = makeFolder(t)
  const { server, start, url, data } = await setStage(t)
  const first = start()
  await server.connected()
  const script = `${draft}; mv pid ready; exec sleep 60`
  server.deliver([makePlan({ sequence: 1, draftsIn: folder, workingDirectory: folder }, script)])
  await until('the draft', () => existsSync(join(folder, 'ready')))
  await first.kill()
  process.kill(Number(readFileSync(join(folder, 'ready'), 'utf8')), 'SIGKILL')
  start(['--server', url, '--data', data])
  await server.event('finished', 1)
  await until('the draft to go', () => readdirSync(folder).join() === 'ready')
})
