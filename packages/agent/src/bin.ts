import { interpretOnly } from './memory.ts'

/** The bundle's start: `muster-agent [agent] …` or `muster-agent swarm …`; the agent itself starts `mask`, and its scripts `fetch`. */
async function run([command = '', ...rest]: readonly string[]): Promise<void> {
  switch (command) {
    case 'mask':
      return (await import('./mask/main.ts')).maskOutputs()
    case 'fetch':
      return (await import('./fetch/main.ts')).fetchFile(rest)
    case 'swarm':
      return (await import('./swarm.ts')).swarm(rest)
    default:
      interpretOnly()
      return (await import('./main.ts')).agent(command === 'agent' ? rest : process.argv.slice(2))
  }
}

void run(process.argv.slice(2))
