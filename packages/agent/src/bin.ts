import { agent } from './main.ts'
import { swarm } from './swarm.ts'

/** The bundle's start: `muster-agent [agent] …` or `muster-agent swarm …`. */
const [command, ...rest] = process.argv.slice(2)
if (command === 'swarm') await swarm(rest)
else await agent(command === 'agent' ? rest : process.argv.slice(2))
