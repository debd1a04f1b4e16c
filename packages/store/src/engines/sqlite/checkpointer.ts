import { parentPort, workerData } from 'node:worker_threads'
import { checkpoint } from './checkpoints.ts'
import { openConnection } from './connection.ts'

const port = parentPort
const connection = openConnection(workerData, 'checkpoint')

port?.on('message', (message: 'due' | 'close') => {
  if (message === 'due') {
    checkpoint(connection)
    port.postMessage('done')
    return
  }
  connection.close()
  port.close()
})
