import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ApiRefusal, type Client, type Instance, type NewRegisterCode, routes } from '@muster/protocol/api'
import { fromHere } from '../access/access.ts'
import { readObject } from '../access/key-files.ts'
import { isLoopback } from '../access/loopback.ts'
import { CliError, exitCodes } from '../errors.ts'
import type { Io } from '../io.ts'
import { agentEnvironment, type Child, type ChildPlan, lastLogLine, startChild } from './child.ts'
import type { RunningServer } from './server-process.ts'
import { until } from './until.ts'

export interface OnlineAgent {
  readonly child: Child
  readonly instance: Instance
  readonly onlineAfterMs: number
}

const onlineMs = 60_000

const agentFolder = (data: string) => join(data, 'agent')
const identityFile = (data: string) => join(agentFolder(data), 'identity.json')

/** `code` only for a machine that is not enrolled yet. */
function agentPlan(io: Io, data: string, url: string, code: NewRegisterCode | undefined): ChildPlan {
  const server = fromHere(url)
  // Whoever lets the server serve without TLS beyond loopback has said so to it already.
  const plain = server.startsWith('http://') && !isLoopback(server) ? ['--insecure'] : []
  const enrol = code ? ['--code', code.id, '--server-key', code.serverKey] : []
  return {
    args: ['agent', '--server', server, '--data', agentFolder(data), ...plain, ...enrol],
    env: agentEnvironment(io.env, code?.secret),
    log: join(data, 'agent.log'),
  }
}

/** The agent of an enrolled machine, as it is started again. */
export const startAgentChild = (io: Io, data: string, url: string): Child =>
  startChild(agentPlan(io, data, url, undefined))

function instanceIdIn(data: string): string | undefined {
  const id = readObject(identityFile(data))?.instance
  return typeof id === 'string' ? id : undefined
}

async function onlineInstance(client: Client, id: string): Promise<Instance | undefined> {
  const preview = await client.call(routes.previewTargets, { body: { instances: [id] } })
  const [found] = preview.instances
  if (!found?.online) return undefined
  const { items } = await client.call(routes.listInstances, { query: { name: found.name, limit: 1000 } })
  return items.find((item) => item.id === id)
}

/** Starts the agent, enrolling this machine when it is new, and waits until the server sees it online. */
export async function startAgent(
  io: Io,
  data: string,
  server: RunningServer,
  stopping: AbortSignal,
): Promise<OnlineAgent> {
  const code = existsSync(identityFile(data))
    ? undefined
    : await server.client.call(routes.createRegisterCode, {
        body: { description: 'muster up', kind: 'cvm', limit: 1, hours: 1 },
      })
  const startedAt = io.now()
  const child = startChild(agentPlan(io, data, server.url, code))
  const instance = await until(io, { exited: child.exited, stopping, withinMs: onlineMs }, async () => {
    const id = instanceIdIn(data)
    if (id === undefined) return undefined
    try {
      return await onlineInstance(server.client, id)
    } catch (error) {
      if (!(error instanceof ApiRefusal) || error.code !== 'InstanceNotFound') throw error
      child.kill('SIGTERM')
      throw new CliError(
        `this server does not know ${id}. Move ${agentFolder(data)} away to enrol this machine anew.`,
        exitCodes.failed,
      )
    }
  })
  if (instance) return { child, instance, onlineAfterMs: io.now() - startedAt }
  child.kill('SIGTERM')
  await child.exited
  const log = join(data, 'agent.log')
  throw new CliError(`this machine did not come online: ${lastLogLine(log) ?? `see ${log}`}`, exitCodes.failed)
}
