/** The bundle's start: `muster-agent [agent] …` or `muster-agent swarm …`; the agent itself starts `mask`, and its scripts `fetch`. */
const [command, ...rest] = process.argv.slice(2)
if (command === 'mask') (await import('./mask/main.ts')).maskOutputs()
else if (command === 'fetch') await (await import('./fetch/main.ts')).fetchFile(rest)
else if (command === 'swarm') await (await import('./swarm.ts')).swarm(rest)
else await (await import('./main.ts')).agent(command === 'agent' ? rest : process.argv.slice(2))
