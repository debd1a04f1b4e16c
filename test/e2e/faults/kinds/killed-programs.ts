import { type Kind, none, nothing } from '../kind.ts'

export const serverKilled: Kind = {
  name: 'server killed',
  missing: nothing,
  losses: [],
  strike: async ({ server }) => {
    await server.kill()
    await server.restart()
    return none
  },
}

export const agentsKilled: Kind = {
  name: 'agents killed',
  missing: nothing,
  losses: [],
  strike: async ({ hosts }, chance) => {
    const struck = chance.some(hosts)
    await Promise.all(struck.map(({ agent }) => agent.kill()))
    for (const { agent } of struck) agent.restart()
    return none
  },
}

export const bothKilled: Kind = {
  name: 'server and agents killed',
  missing: nothing,
  losses: [],
  strike: async ({ server, hosts }, chance) => {
    const struck = chance.some(hosts)
    await Promise.all([server.kill(), ...struck.map(({ agent }) => agent.kill())])
    for (const { agent } of struck) agent.restart()
    await server.restart()
    return none
  },
}
