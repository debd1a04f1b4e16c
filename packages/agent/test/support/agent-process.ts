import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCgroups } from '../../src/execute/cgroups.ts'
import { hostNameOf } from '../../src/identity/host-name.ts'
import { FakeServer, secret } from './fake-server.ts'
import { remove } from './remove.ts'

const program = new URL('../../src/bin.ts', import.meta.url).pathname

export class AgentProcess {
  readonly child: ChildProcess
  log = ''

  constructor(parameters: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [program, ...parameters], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH, SECRET_OF_THE_AGENT: 'must not leak', ...environment },
    })
    this.child.stderr?.on('data', (text) => {
      this.log += text
    })
  }

  async exit(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit')
    return this.child.exitCode
  }

  /** SIGKILL to the whole process group of the agent. */
  async kill(): Promise<void> {
    if (this.child.pid && this.child.exitCode === null) process.kill(-this.child.pid, 'SIGKILL')
    await this.exit()
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM')
    return this.exit()
  }
}

interface Hooks {
  readonly after: (clean: () => Promise<void>) => void
}

export interface Stage {
  readonly server: FakeServer
  readonly url: string
  readonly data: string
  readonly start: (parameters?: readonly string[], environment?: Readonly<Record<string, string>>) => AgentProcess
}

/** A fake server and a data folder; agents started on them are ended with the test. */
export async function setStage(t: Hooks): Promise<Stage> {
  const server = new FakeServer()
  const url = await server.listen()
  const data = mkdtempSync(join(tmpdir(), 'muster-agent-'))
  const agents: AgentProcess[] = []
  t.after(async () => {
    for (const each of agents) await each.kill().catch(() => {})
    await server.close()
    await remove(data)
    openCgroups(hostNameOf(data)).sweep([])
    for (const base of ['/run', '/dev/shm']) rmSync(join(base, hostNameOf(data)), { recursive: true, force: true })
  })
  const enrol = ['--server', url, '--data', data, '--code', 'code-1', '--secret', secret]
  return {
    server,
    url,
    data,
    start: (parameters = enrol, environment = {}) => {
      const started = new AgentProcess(parameters, environment)
      agents.push(started)
      return started
    },
  }
}
