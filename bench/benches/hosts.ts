import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startAgents } from '../lib/agents.ts'
import { atEnd, run } from '../lib/children.ts'
import { alternate, median } from '../lib/numbers.ts'
import { findProgram } from '../lib/peers.ts'
import { faster, skipped } from '../lib/rows.ts'
import { allEnded, runByNative, succeeded } from '../lib/runs.ts'
import { type Server, startServer } from '../lib/server.ts'
import { hostName, type SshHosts, startSshHosts } from '../lib/ssh.ts'
import type { Bench } from '../lib/types.ts'

const count = 200
/** By then the agents have put away the last run and prepared for the next. */
const agentsRestMs = 4_000
const hosts = Array.from({ length: count }, (_, index) => hostName(index))
const metric = `hostname on ${count} agents, outputs read`

interface Peer {
  readonly name: string
  readonly bar: number
  readonly rounds: number
  readonly prepare: (hosts: SshHosts) => Promise<() => Promise<void>>
}

const peers: readonly Peer[] = [
  { name: 'clush, cold', bar: 12, rounds: 2, prepare: clushCold },
  { name: 'clush over warm masters', bar: 1, rounds: 5, prepare: clushWarm },
  { name: 'ansible command -f 50', bar: 30, rounds: 1, prepare: ansible },
]

export const hostsBench: Bench = async ({ rounds = 5, say }, add) => {
  const server = await startServer()
  const ssh = await startSshHosts(count)
  say(`starting ${count} agents`)
  const agents = await startAgents(server, count)
  // From rest, as the peers with their masters: what prepares the next run is not part of this one.
  const ours = async () => {
    await pause(agentsRestMs)
    return timed(() => runOnAll(server, agents.instances))
  }
  await ours()
  for (const { name, bar, rounds: most, prepare } of peers) {
    say(`measuring against ${name}`)
    const named = { name: 'hosts', metric, unit: 'ms', referenceName: name }
    try {
      const peer = await prepare(ssh)
      const [own = [], theirs = []] = await alternate(Math.min(rounds, most), [
        async () => median([await ours(), await ours(), await ours()]),
        () => timed(peer),
      ])
      add(faster({ ...named, ours: median(own), reference: median(theirs) }, bar))
    } catch (error) {
      add(skipped(named, `≥ ${bar} × faster`, String(error)))
    }
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** What `muster run` calls, and then all outputs, as clush prints them. */
async function runOnAll(server: Server, instances: readonly string[]): Promise<void> {
  const [invocation = ''] = await runByNative(server, instances, 'hostname')
  const ended = await allEnded(server, [invocation], 10)
  if (succeeded(ended) !== count)
    throw new Error(`hostname did not run everywhere: ${JSON.stringify(ended[0]?.counts)}`)
  const { items } = await server.client.native<{ items: { output: string }[] }>(
    'GET',
    `/invocations/${invocation}/tasks?limit=${count}&output=true`,
  )
  if (items.some(({ output }) => output === '')) throw new Error('an output is missing')
}

async function clushCold({ config }: SshHosts): Promise<() => Promise<void>> {
  const clush = await findProgram('clush', 'clustershell')
  return async () => check(await run(clush, ['-q', '-o', `-F ${config}`, '-w', hosts.join(','), 'hostname']))
}

async function clushWarm({ config, folder }: SshHosts): Promise<() => Promise<void>> {
  const clush = await findProgram('clush', 'clustershell')
  const sockets = join(folder, 'masters')
  mkdirSync(sockets)
  // clush itself reads the option and takes a single % for one of its own.
  const master = `-F ${config} -o ControlMaster=auto -o ControlPersist=300 -o ControlPath=${sockets}/%%n`
  const go = async () => check(await run(clush, ['-q', '-o', master, '-w', hosts.join(','), 'hostname']))
  // Left to themselves the masters and their sessions, 600 processes, stand by while the next bench measures.
  const leave = (host: string) => ['-F', config, '-o', `ControlPath=${sockets}/%n`, '-O', 'exit', host]
  atEnd(() => hosts.forEach((host) => void spawnSync('ssh', leave(host), { stdio: 'ignore' })))
  await go()
  return go
}

async function ansible({ config, folder, home: remote }: SshHosts): Promise<() => Promise<void>> {
  const program = await findProgram('ansible', 'ansible-core')
  const inventory = join(folder, 'inventory')
  writeFileSync(inventory, `${hosts.join('\n')}\n`)
  return async () => {
    const home = join(folder, 'ansible')
    rmSync(home, { recursive: true, force: true })
    mkdirSync(home)
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      LC_ALL: 'C.UTF-8',
      ANSIBLE_LOCAL_TEMP: home,
      // Not below /tmp: what an earlier run left there belongs to a user who is gone.
      ANSIBLE_REMOTE_TEMP: join(remote, 'ansible'),
      ANSIBLE_HOST_KEY_CHECKING: 'False',
      // Fifty connections at once take more than its ten seconds on two cores.
      ANSIBLE_TIMEOUT: '120',
      ANSIBLE_SSH_CONTROL_PATH_DIR: join(home, 'cp'),
    }
    const argv = ['all', '-i', inventory, '-f', '50', '--ssh-common-args', `-F ${config}`, '-m', 'command']
    check(await run(program, [...argv, '-a', 'hostname'], { env }))
  }
}

function check(output: string): void {
  const lines = output.trim().split('\n').length
  if (lines < count) throw new Error(`${lines} of ${count} hosts answered`)
}
