import { AgentGreeting, type AgentMessage, ServerGreeting, type ServerMessage } from './messages.ts'
import { readOrder, readReport, writeOrder, writeReport } from './work-frames.ts'

/** What a WebSocket carries: a text frame as a string, a binary one as bytes. */
export type Frame = string | Buffer

export const writeAgentMessage = (message: AgentMessage): Frame =>
  message.type === 'report' ? writeReport(message) : JSON.stringify(message)

/** Throws when the frame is no message of an agent. */
export const readAgentMessage = (frame: Frame): AgentMessage =>
  typeof frame === 'string' ? AgentGreeting.parse(JSON.parse(frame)) : readReport(frame)

export function writeServerMessage(message: ServerMessage): Frame {
  switch (message.type) {
    case 'deliver':
    case 'cancel':
    case 'acknowledge':
      return writeOrder(message)
    default:
      return JSON.stringify(message)
  }
}

/** Throws when the frame is no message of a server. */
export const readServerMessage = (frame: Frame): ServerMessage =>
  typeof frame === 'string' ? ServerGreeting.parse(JSON.parse(frame)) : readOrder(frame)
