import { type Cleanup, makeFolder, type RunningAgent, type RunningServer, startAgent, startServer } from './programs.ts'
import { callTat } from './tat.ts'
import { eventually } from './wait.ts'

export interface Fleet {
  readonly folder: string
  readonly server: RunningServer
  readonly agents: readonly RunningAgent[]
  readonly instances: readonly string[]
}

/** A server and so many agents, all online. */
export async function startFleet(t: Cleanup, size: number, options: readonly string[] = []): Promise<Fleet> {
  const folder = makeFolder(t)
  const server = await startServer(t, folder, options)
  const code = await callTat(server, 'CreateRegisterCode', { RegisterLimit: size })
  const secret = { id: String(code.RegisterCodeId), secret: String(code.RegisterCodeValue) }
  const names = Array.from({ length: size }, (_, index) => `host-${String(index + 1).padStart(3, '0')}`)
  const agents: RunningAgent[] = []
  // Ten at a time: a hundred starting Node processes on two cores outlast any patience.
  for (let from = 0; from < size; from += 10)
    agents.push(
      ...(await Promise.all(names.slice(from, from + 10).map((name) => startAgent(t, server, folder, name, secret)))),
    )
  const instances = agents.map(({ instance }) => instance)
  await allOnline(server, size)
  return { folder, server, agents, instances }
}

export async function allOnline(server: RunningServer, size: number): Promise<void> {
  await eventually(`${size} agents to be online`, async () => {
    const answer = await callTat(server, 'DescribeAutomationAgentStatus', {
      Filters: [{ Name: 'agent-status', Values: ['Online'] }],
      Limit: 1,
    })
    return answer.TotalCount === size
  })
}
