import { parentPort, workerData } from 'node:worker_threads'
import { enterSimulation } from '../time/hooks.ts'

// What is under simulation may be loaded only from here on.
enterSimulation(workerData)
const { answer } = await import('./answer.ts')

parentPort?.on('message', async (question) => parentPort?.postMessage(await answer(question)))
