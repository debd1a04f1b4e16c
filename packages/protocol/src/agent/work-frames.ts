import { ByteReader, ByteWriter } from './bytes.ts'
import { readEvent, writeEvent } from './event-frame.ts'
import { type AgentMessage, eventLimit, type Held, type ServerMessage, type TaskKey } from './messages.ts'
import type { SignedPlan } from './plan.ts'
import type { TaskEvent } from './task-event.ts'

/*
 * Binary frames: a byte for the kind, then the fields in the order in which they are written here. As JSON with base64
 * that Zod checks, a task cost both ends 60 µs more.
 */
const deliver = 1
const cancel = 2
const acknowledge = 3
const report = 4

type Work<Message extends { type: string }, Type> = Extract<Message, { type: Type }>
type Report = Work<AgentMessage, 'report'>
type Order = Work<ServerMessage, 'deliver' | 'cancel' | 'acknowledge'>

const idLength = 64

export function writeReport({ events }: Report): Buffer {
  const size = events.reduce((sum, event) => sum + 128 + (event.event === 'output' ? event.data.length : 0), 16)
  const to = new ByteWriter(size).byte(report).short(events.length)
  for (const event of events) writeEvent(to, event)
  return to.end()
}

export function readReport(frame: Buffer): Report {
  const from = new ByteReader(frame)
  if (from.byte() !== report) throw new RangeError('a frame of this kind does not come from an agent')
  const count = from.short()
  if (count > eventLimit) throw new RangeError('a report holds too many events')
  const events: TaskEvent[] = []
  for (let i = 0; i < count; i++) events.push(readEvent(from))
  from.end()
  return { type: 'report', events }
}

export function writeOrder(order: Order): Buffer {
  switch (order.type) {
    case 'deliver': {
      const size = order.tasks.reduce((sum, { work }) => sum + 512 + work.length, 16)
      const to = new ByteWriter(size).byte(deliver).short(order.tasks.length)
      for (const task of order.tasks) writePlan(to, task)
      return to.end()
    }
    case 'cancel': {
      const to = new ByteWriter(16 + 12 * order.tasks.length).byte(cancel).short(order.tasks.length)
      for (const { sequence, attempt } of order.tasks) to.number(sequence).int(attempt)
      return to.end()
    }
    case 'acknowledge': {
      const to = new ByteWriter(16 + 21 * order.tasks.length).byte(acknowledge).number(order.settled ?? 0)
      to.short(order.tasks.length)
      for (const { sequence, attempt, offset, done } of order.tasks)
        to.number(sequence).int(attempt).number(offset).byte(Number(done))
      return to.end()
    }
  }
}

export function readOrder(frame: Buffer): Order {
  const from = new ByteReader(frame)
  const order = readFields(from)
  from.end()
  return order
}

function readFields(from: ByteReader): Order {
  const kind = from.byte()
  switch (kind) {
    case deliver:
      return { type: 'deliver', tasks: readMany(from, readPlan) }
    case cancel:
      return { type: 'cancel', tasks: readMany(from, readKey) }
    case acknowledge: {
      const settled = from.number()
      return { type: 'acknowledge', settled: settled === 0 ? null : settled, tasks: readMany(from, readHeld) }
    }
    default:
      throw new RangeError(`a frame of kind ${kind} is unknown`)
  }
}

function readMany<Item>(from: ByteReader, read: (from: ByteReader) => Item): readonly Item[] {
  const items: Item[] = []
  for (let count = from.short(); count > 0; count--) items.push(read(from))
  return items
}

const readKey = (from: ByteReader): TaskKey => ({ sequence: from.number(), attempt: from.int() })

function readHeld(from: ByteReader): Held {
  const { sequence, attempt } = readKey(from)
  return { sequence, attempt, offset: from.number(), done: from.byte() === 1 }
}

function writePlan(to: ByteWriter, { head, work, proof }: SignedPlan): void {
  to.number(head.sequence).int(head.attempt).number(head.deliverBy).text(head.instance).text(head.task)
  to.bytes(work).short(proof.index).short(proof.count).octets(proof.path).octets(proof.signature)
}

function readPlan(from: ByteReader): SignedPlan {
  const { sequence, attempt } = readKey(from)
  const deliverBy = from.number()
  const head = { sequence, attempt, deliverBy, instance: from.text(idLength), task: from.text(idLength) }
  const work = from.bytes()
  return {
    head,
    work,
    proof: { index: from.short(), count: from.short(), path: from.octets(), signature: from.octets() },
  }
}
