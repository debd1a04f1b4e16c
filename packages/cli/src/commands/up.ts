import { accessSync, constants, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Client, type Instance, routes } from '@muster/protocol/api'
import { profilesFile, readProfiles } from '../access/profiles.ts'
import { CliError, exitCodes } from '../errors.ts'
import { type Io, printLines } from '../io.ts'
import { follow } from '../run/follow.ts'
import { allTasks } from '../run/pages.ts'
import { startAgent, startAgentChild } from '../up/agent-process.ts'
import type { Child } from '../up/child.ts'
import { readUpOptions, type UpOptions, upHelp } from '../up/options.ts'
import { firstRunLines, nextLines, shortPath, upLines } from '../up/screen.ts'
import { consoleOf, startServer, startServerChild } from '../up/server-process.ts'
import { supervise } from '../up/supervise.ts'

const firstScript = 'uname -sr; nproc'

export async function runUp(argv: readonly string[], io: Io, helpOfServer: () => Promise<void>): Promise<void> {
  const given = readUpOptions(argv, io.env)
  if (given.help) {
    io.stdout.write(upHelp)
    return helpOfServer()
  }
  const options: UpOptions = { ...given, data: resolve(io.cwd, given.data) }
  openDataFolder(options.data)
  const stop = stopOnSignals()
  const children: Child[] = []
  try {
    await start(io, options, stop.signal, children)
    printLines(io, ['', 'stopped'])
  } catch (error) {
    for (const child of children) child.kill('SIGTERM')
    await Promise.all(children.map(({ exited }) => exited))
    if (!stop.signal.aborted) throw error
  }
}

function openDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CliError(`--data ${path} cannot be used (${code}): name a folder that this user may read and write.`)
  }
}

function stopOnSignals(): AbortController {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  return stop
}

async function start(io: Io, options: UpOptions, stopping: AbortSignal, children: Child[]): Promise<void> {
  const server = await startServer(io, options, stopping)
  children.push(server.child)
  const agent = await startAgent(io, options.data, server, stopping)
  children.push(agent.child)
  const { info, url, keyFile } = server
  const data = shortPath(options.data, io.cwd)
  printLines(
    io,
    upLines({
      info,
      url,
      data,
      keyFile: keyFile && shortPath(keyFile, io.cwd),
      instance: agent.instance,
      onlineAfterMs: agent.onlineAfterMs,
      console: await consoleOf(url),
    }),
  )
  const login = readProfiles(profilesFile(io.env, io.home)).current
  if (!stopping.aborted) printLines(io, await firstRun(io, server.client, agent.instance, stopping))
  if (!stopping.aborted) printLines(io, nextLines({ url, data, login }))

  const say = (line: string) => printLines(io, [line])
  const agentStopped = supervise(io, {
    name: `agent (${shortPath(join(options.data, 'agent.log'), io.cwd)})`,
    first: agent.child,
    start: () => startAgentChild(io, options.data, url),
    say,
    stopping,
  })
  // The agent goes first: it can still report what it knows to a server that is there.
  const serverStopping = new AbortController()
  void agentStopped.then(() => serverStopping.abort())
  await supervise(io, {
    name: `server (${shortPath(join(options.data, 'server.log'), io.cwd)})`,
    first: server.child,
    start: () => startServerChild(io, options),
    say,
    stopping: serverStopping.signal,
  })
}

async function firstRun(io: Io, client: Client, instance: Instance, stopping: AbortSignal): Promise<string[]> {
  const invocation = await client.call(routes.createRun, {
    body: {
      script: Buffer.from(firstScript).toString('base64'),
      name: 'first-look',
      targets: { instances: [instance.id] },
    },
  })
  const nothing = () => undefined
  const ended = await follow({ client, wait: io.wait, onProgress: nothing, onAway: nothing }, invocation.id, stopping)
  if (!ended) return []
  const [task] = await allTasks(client, ended.id)
  if (!task) throw new CliError(`${ended.id} has no task. See the server's log.`, exitCodes.failed)
  return firstRunLines(ended, task, firstScript, io.stdout.isTTY ? 'terminal' : 'pipe')
}
