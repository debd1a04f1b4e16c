import { AgentGreeting, type AgentMessage, ServerGreeting, type ServerMessage } from './messages.ts'
import { isTerminalOrder, isTerminalReport } from './terminal.ts'
import {
  isTerminalOrderFrame,
  isTerminalReportFrame,
  readTerminalOrder,
  readTerminalReport,
  writeTerminalOrder,
  writeTerminalReport,
} from './terminal-frames.ts'
import { readOrder, readReport, writeOrder, writeReport } from './work-frames.ts'

/** What a WebSocket carries: a text frame as a string, a binary one as bytes. */
export type Frame = string | Buffer

export function writeAgentMessage(message: AgentMessage): Frame {
  if (message.type === 'report') return writeReport(message)
  return isTerminalReport(message) ? writeTerminalReport(message) : JSON.stringify(message)
}

/** Throws when the frame is no message of an agent. */
export function readAgentMessage(frame: Frame): AgentMessage {
  if (typeof frame === 'string') return AgentGreeting.parse(JSON.parse(frame))
  return isTerminalReportFrame(frame) ? readTerminalReport(frame) : readReport(frame)
}

export function writeServerMessage(message: ServerMessage): Frame {
  switch (message.type) {
    case 'deliver':
    case 'cancel':
    case 'acknowledge':
      return writeOrder(message)
    default:
      return isTerminalOrder(message) ? writeTerminalOrder(message) : JSON.stringify(message)
  }
}

/** Throws when the frame is no message of a server. */
export function readServerMessage(frame: Frame): ServerMessage {
  if (typeof frame === 'string') return ServerGreeting.parse(JSON.parse(frame))
  return isTerminalOrderFrame(frame) ? readTerminalOrder(frame) : readOrder(frame)
}
