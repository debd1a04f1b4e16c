import { ByteReader, ByteWriter } from './bytes.ts'
import {
  terminalOrders as orders,
  terminalReports as reports,
  type TerminalOrder,
  type TerminalReport,
} from './terminal.ts'

/** Kinds of binary frames, apart from those of tasks. */
const firstOrder = 32
const firstReport = 48

const noCode = 0x7fff_ffff
const longestCause = 1024

export const isTerminalOrderFrame = (frame: Buffer): boolean => isWithin(frame, firstOrder, orders.length)
export const isTerminalReportFrame = (frame: Buffer): boolean => isWithin(frame, firstReport, reports.length)

function isWithin([kind = 0]: Buffer, first: number, count: number): boolean {
  return kind >= first && kind < first + count
}

export function writeTerminalOrder(order: TerminalOrder): Buffer {
  const to = new ByteWriter(64).byte(firstOrder + orders.indexOf(order.type)).number(order.terminal)
  switch (order.type) {
    case 'openTerminal':
      return to.bytes(order.work).bytes(order.signature).end()
    case 'terminalInput':
      return to.bytes(order.data).end()
    case 'terminalSize':
      return to.short(order.columns).short(order.rows).end()
    case 'terminalCredit':
      return to.int(order.bytes).end()
    case 'closeTerminal':
      return to.end()
  }
}

/** Throws a RangeError for what is none. */
export function readTerminalOrder(frame: Buffer): TerminalOrder {
  const from = new ByteReader(frame)
  const type = orders[from.byte() - firstOrder]
  const order = readOrder(type, from.number(), from)
  from.end()
  return order
}

function readOrder(type: TerminalOrder['type'] | undefined, terminal: number, from: ByteReader): TerminalOrder {
  switch (type) {
    case 'openTerminal':
      return { type, terminal, work: from.bytes(), signature: from.bytes() }
    case 'terminalInput':
      return { type, terminal, data: from.bytes() }
    case 'terminalSize':
      return { type, terminal, columns: from.short(), rows: from.short() }
    case 'terminalCredit':
      return { type, terminal, bytes: from.int() }
    case 'closeTerminal':
      return { type, terminal }
    default:
      throw new RangeError('a frame of a terminal is of unknown kind')
  }
}

export function writeTerminalReport(report: TerminalReport): Buffer {
  const to = new ByteWriter(64).byte(firstReport + reports.indexOf(report.type)).number(report.terminal)
  switch (report.type) {
    case 'terminalOpened':
      return to.end()
    case 'terminalOutput':
      return to.bytes(report.data).end()
    case 'terminalTaken':
      return to.int(report.bytes).end()
    case 'terminalEnded':
      return to
        .number(report.exitCode ?? noCode)
        .text(report.cause)
        .end()
  }
}

/** Throws a RangeError for what is none. */
export function readTerminalReport(frame: Buffer): TerminalReport {
  const from = new ByteReader(frame)
  const type = reports[from.byte() - firstReport]
  const report = readReport(type, from.number(), from)
  from.end()
  return report
}

function readReport(type: TerminalReport['type'] | undefined, terminal: number, from: ByteReader): TerminalReport {
  switch (type) {
    case 'terminalOpened':
      return { type, terminal }
    case 'terminalOutput':
      return { type, terminal, data: from.bytes() }
    case 'terminalTaken':
      return { type, terminal, bytes: from.int() }
    case 'terminalEnded': {
      const code = from.number()
      return { type, terminal, exitCode: code === noCode ? null : code, cause: from.text(longestCause) }
    }
    default:
      throw new RangeError('a frame of a terminal is of unknown kind')
  }
}
