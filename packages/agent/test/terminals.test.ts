import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { terminalWindow } from '@muster/protocol/agent'
import { processesWith } from '../src/execute/processes.ts'
import { findShell } from '../src/execute/shells.ts'
import { hostNameOf } from '../src/identity/host-name.ts'
import { generateKeys } from '../src/identity/keys.ts'
import { ownerVariable } from '../src/terminal/leftovers.ts'
import { setStage } from './support/agent-process.ts'
import { withoutRoot } from './support/shared-agent.ts'
import { TerminalPeer } from './support/terminal-peer.ts'
import { until } from './support/until.ts'

async function start(t: TestContext, parameters: readonly string[] = []) {
  const stage = await setStage(t)
  const enrol = ['--server', stage.url, '--data', stage.data, '--code', 'code-1', '--secret', 'the secret of the code']
  const agent = stage.start([...enrol, ...parameters])
  await stage.server.connected()
  return { ...stage, agent }
}

/** The agent's short programs carry its mark as well, and may end by themselves meanwhile. */
function killUnlessGone(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH')
  }
}

/** `marker` is what a test puts into the environment of what it starts in a terminal. */
const gone = (marker: string) => until('the end of its processes', () => processesWith(marker).length === 0)

test('a terminal echoes, knows its size, follows a new one, and gives the exit code of its shell', async (t) => {
  const { server } = await start(t)
  const peer = new TerminalPeer(server, 1)
  await peer.open({ columns: 100, rows: 40 })
  peer.type('stty size\n')
  await peer.shows('40 100')
  peer.resize(132, 50)
  await until('the new size', () => {
    peer.type('stty size\n')
    return peer.text.includes('50 132')
  })
  peer.type("printf 'gr\\303\\274n \\360\\237\\232\\200\\n'; echo $TERM; tty\n")
  await peer.shows('xterm-256color')
  assert.match(Buffer.from(peer.text, 'latin1').toString(), /grün 🚀\r\n/)
  await peer.shows('/dev/pts/')
  peer.type('exit 7\n')
  assert.deepEqual(await peer.ended(), { type: 'terminalEnded', terminal: 1, exitCode: 7, cause: '' })
})

test('a user whose shell turns away whoever logs in has one all the same', { skip: withoutRoot }, async (t) => {
  const { server } = await start(t)
  const peer = new TerminalPeer(server, 1)
  await peer.open({ userName: 'nobody', commandLine: 'id -un; echo "$SHELL"' })
  assert.equal((await peer.ended()).exitCode, 0)
  assert.equal(peer.text, `nobody\r\n${findShell()}\r\n`)
})

test('ctrl-c ends what runs in the foreground, and the shell lives on', async (t) => {
  const { server } = await start(t)
  const peer = new TerminalPeer(server, 1)
  await peer.open()
  peer.type('echo now; sleep 1000\n')
  await peer.shows('now\r\n')
  peer.type('\x03')
  await until('the end of the sleep', () => {
    peer.type('echo still $((40 + 2))\n')
    return peer.text.includes('still 42')
  })
  peer.close()
  assert.equal((await peer.ended()).exitCode, null)
})

test('two terminals at once are two shells, each with its own command line', async (t) => {
  const { server } = await start(t)
  const [one, other] = [new TerminalPeer(server, 1), new TerminalPeer(server, 2)]
  await one.open({ commandLine: 'name=one; read -r line; echo "$name heard $line"' })
  await other.open({ commandLine: 'name=other; read -r line; echo "$name heard $line"; exit 3' })
  other.type('second\n')
  one.type('first\n')
  assert.equal((await one.ended()).exitCode, 0)
  assert.equal((await other.ended()).exitCode, 3)
  assert.match(one.text, /one heard first/)
  assert.match(other.text, /other heard second/)
})

for (const shape of [[], ['--no-cgroups']] as const)
  test(`all that a terminal has started ends with it ${shape.join('')}`, async (t) => {
    const { server, data } = await start(t, shape)
    const peer = new TerminalPeer(server, 1)
    const marker = `MARK=${data}`
    await peer.open()
    peer.type(
      `export ${marker}; nohup sleep 1000 > /dev/null & setsid nohup sleep 1001 > /dev/null & trap '' HUP; echo ready\n`,
    )
    await until('what runs behind', () => processesWith(marker).length >= 2)
    peer.close()
    await peer.ended()
    await gone(marker)
  })

test('a killed agent takes its terminals with it', async (t) => {
  const { server, data, agent } = await start(t)
  const marker = `MARK=${data}`
  const peer = new TerminalPeer(server, 1)
  await peer.open()
  peer.type(`export ${marker}; trap '' HUP; sleep 1000\n`)
  await until('what runs', () => processesWith(marker).length > 0)
  await agent.kill()
  await gone(marker)
})

test('where the keeper is killed too, the next agent ends what is left', async (t) => {
  const { server, data, agent, url, start: startAgain } = await start(t)
  const marker = `MARK=${data}`
  const peer = new TerminalPeer(server, 1)
  await peer.open()
  peer.type(`export ${marker}; trap '' HUP; setsid sleep 1000 & sleep 1000\n`)
  await until('what runs', () => processesWith(marker).length > 1)
  const keepers = processesWith(`${ownerVariable}=${hostNameOf(data)}`).filter(
    (pid) => !processesWith(marker).includes(pid),
  )
  for (const pid of keepers) killUnlessGone(pid)
  await agent.kill()
  assert.ok(processesWith(marker).length > 0)
  startAgain(['--server', url, '--data', data])
  await gone(marker)
})

test('a connection that breaks ends its terminals', async (t) => {
  const { server, data } = await start(t)
  const marker = `MARK=${data}`
  const peer = new TerminalPeer(server, 1)
  await peer.open()
  peer.type(`export ${marker}; sleep 1000\n`)
  await until('what runs', () => processesWith(marker).length > 0)
  server.cut()
  await gone(marker)
})

test('fifty megabytes to a reader that stops stay in the host, and all of them come when it reads on', async (t) => {
  const { server, agent } = await start(t)
  const peer = new TerminalPeer(server, 1)
  const bytes = 50 * 1024 * 1024
  peer.reading = 'off'
  await peer.open({ commandLine: `stty raw; head -c ${bytes} /dev/zero` })
  await until('a full window', () => peer.text.length >= terminalWindow.output)
  const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${agent.child.pid}/status`, 'utf8'))?.[1])
  const before = rss()
  assert.ok(peer.text.length <= terminalWindow.output + 128 * 1024)
  peer.reading = 'on'
  const credited = peer.text.length
  server.send({ type: 'terminalCredit', terminal: 1, bytes: credited })
  await peer.ended()
  // What a login file of this machine says comes before them.
  assert.equal(peer.text.replaceAll(/[^\0]+/g, '').length, bytes)
  assert.ok(rss() < before + 64 * 1024, `${before} KiB, then ${rss()} KiB`)
})

test('an order counts once, by its server, for this connection and this host', async (t) => {
  const { server } = await start(t)
  const refusal = async (number: number, ...order: Parameters<TerminalPeer['open']>) => {
    const peer = new TerminalPeer(server, number)
    await peer.open(...order)
    const { exitCode, cause } = await peer.ended()
    assert.equal(exitCode, null)
    return cause
  }
  assert.match(await refusal(1, {}, generateKeys()), /not signed/)
  assert.match(await refusal(2, { instance: 'ins-other' }), /another host/)
  assert.match(await refusal(3, { epoch: 0 }), /another host or connection/)
  assert.match(await refusal(4, { userName: 'nobody-of-that-name' }), /does not exist/)
  assert.match(await refusal(5, { userName: '-x' }), /holds a character/)
  const first = new TerminalPeer(server, 6)
  await first.open({ terminal: 'term-same', commandLine: 'true' })
  await first.ended()
  assert.match(await refusal(7, { terminal: 'term-same' }), /come before/)
})

test("the owner's limits hold for terminals", async (t) => {
  const { server, data } = await start(t)
  const causeUnder = async (limits: unknown, number: number) => {
    writeFileSync(join(data, 'limits.json'), JSON.stringify(limits), { mode: 0o600 })
    const peer = new TerminalPeer(server, number)
    await peer.open({ commandLine: 'true' })
    return (await peer.ended()).cause
  }
  assert.match(await causeUnder({ observeOnly: true }, 1), /lets no terminal/)
  assert.match(await causeUnder({ terminals: false }, 2), /lets no terminal/)
  assert.match(await causeUnder({ users: ['somebody'] }, 3), /lets nobody in/)
  assert.match(await causeUnder({ scripts: [] }, 4), /only some scripts/)
  assert.equal(await causeUnder({ users: [userInfo().username] }, 5), '')
})
