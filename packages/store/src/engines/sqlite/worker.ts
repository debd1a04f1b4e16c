import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { createCheckpoints } from './checkpoints.ts'
import type { Connection } from './connection.ts'
import { runGroup } from './group.ts'
import { openDatabase } from './open.ts'
import { type PackedUnit, unpackUnit } from './packed-units.ts'
import { type FromWriter, type ToWriter, toWireError, toWireReply } from './wire.ts'

/** The writer: the only thread, and the only connection, that changes the database. */
function serve(port: MessagePort, path: string): void {
  const answer = (message: FromWriter) => port.postMessage(message)
  let connection: Connection
  try {
    connection = openDatabase(path)
  } catch (error) {
    answer({ refused: toWireError(error) })
    return
  }
  const checkpoints = createCheckpoints(connection, path)
  answer('open')

  port.on('message', async (first: ToWriter) => {
    const { units, closing } = takeWaiting(port, first)
    if (units.length > 0) {
      answer({ replies: runGroup(connection, units.map(unpackUnit)).map(toWireReply) })
      checkpoints.look()
    }
    if (!closing) return
    await checkpoints.close()
    connection.close()
    port.close()
  })
}

/** All that came while the last group was on its way to the disk is the next group. */
function takeWaiting(port: MessagePort, first: ToWriter): { units: readonly PackedUnit[]; closing: boolean } {
  const batches: (readonly PackedUnit[])[] = []
  let message: ToWriter | undefined = first
  while (message !== undefined && message !== 'close') {
    batches.push(message.units)
    message = receiveMessageOnPort(port)?.message
  }
  return { units: batches.flat(), closing: message === 'close' }
}

if (parentPort) serve(parentPort, workerData)
