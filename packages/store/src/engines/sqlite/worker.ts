import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { createCheckpoints } from './checkpoints.ts'
import type { Connection } from './connection.ts'
import { runGroup } from './group.ts'
import { openDatabase } from './open.ts'
import { type PackedUnit, unpackUnit, weightOf } from './packed-units.ts'
import { type FromWriter, type ToWriter, toWireError, toWireReplies } from './wire.ts'

/** Reports after which a group ends, as many as a gateway sends at a time: the writer takes 4 ms for them. */
const groupWeight = 512

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

  const waiting: PackedUnit[] = []
  let closing = false
  let working = false
  const take = (message: ToWriter) => {
    if (message === 'close') closing = true
    else waiting.push(...message.units)
  }

  const work = async () => {
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port)) take(more.message)
    const group = takeGroup(waiting)
    if (group.length > 0) {
      answer(toWireReplies(group, runGroup(connection, group.map(unpackUnit))))
      checkpoints.look()
    }
    working = waiting.length > 0
    if (working) return void setImmediate(work)
    if (!closing) return
    await checkpoints.close()
    connection.close()
    port.close()
  }
  port.on('message', (message: ToWriter) => {
    take(message)
    if (!working) void work()
  })
}

/**
 * What came while the last group was on its way to the disk is the next one, but for what lies behind many reports: who
 * waits for a call waits for those that are written and no more, and while these are written the next are put together.
 */
function takeGroup(waiting: PackedUnit[]): readonly PackedUnit[] {
  let weight = 0
  let count = 0
  for (; count < waiting.length && weight < groupWeight; count += 1) weight += weightOf(waiting[count] as PackedUnit)
  return waiting.splice(0, count)
}

if (parentPort) serve(parentPort, workerData)
