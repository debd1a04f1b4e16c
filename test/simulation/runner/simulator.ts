import { smallLimits } from '../limits.ts'
import { enterSimulation } from '../time/hooks.ts'

// What is under simulation may be loaded only from here on.
enterSimulation([...smallLimits, ...JSON.parse(process.argv[2] ?? '[]')])
const { answer } = await import('./answer.ts')

process.on('message', async (question) => process.send?.(await answer(question as Parameters<typeof answer>[0])))
