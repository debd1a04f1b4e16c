import type { ChildProcess } from 'node:child_process'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, startNode, stop } from './children.ts'
import { launcher, type Server } from './server.ts'
import { createCode, instanceIds, online } from './swarm.ts'
import { until } from './wait.ts'

export interface Agents {
  readonly children: readonly ChildProcess[]
  readonly instances: readonly string[]
  readonly stop: () => Promise<void>
}

/** A few at a time: Node processes that start together only wait for each other. */
const atOnce = 8

/** Real agents, each a process with a journal of its own; all online when this returns. */
export async function startAgents(server: Server, count: number): Promise<Agents> {
  const { RegisterCodeId: code, RegisterCodeValue: secret } = await createCode(server, count)
  const folder = makeFolder()
  const before = await online(server)
  const children: ChildProcess[] = []
  const names = Array.from({ length: count }, (_, index) => `bench-${index + 1}`)
  for (const [index, name] of names.entries()) {
    const log = openSync(join(folder, `${name}.log`), 'a')
    const argv = ['agent', '--server', server.url, '--data', join(folder, name), '--name', name]
    const enrol = ['--code', code, '--secret', secret]
    children.push(startNode([launcher, ...argv, ...enrol], { stdio: ['ignore', log, log] }))
    const started = before + index + 1
    await until(`agent ${name}`, 120, async () => ((await online(server)) > started - atOnce ? true : undefined))
  }
  await until(`${count} agents`, 120, async () => ((await online(server)) >= before + count ? true : undefined))
  const own = new Set(names)
  const instances = (await instanceIds(server)).filter(({ name }) => own.has(name)).map(({ id }) => id)
  return { children, instances, stop: async () => void (await Promise.all(children.map((child) => stop(child)))) }
}
