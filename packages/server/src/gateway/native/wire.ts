import type { Duplex } from 'node:stream'
import type { Frame } from '@muster/protocol/agent'
import { WebSocket } from 'ws'

/** One agent's WebSocket, and the stream beneath it. */
export interface Wire {
  readonly socket: WebSocket
  readonly stream: Duplex
  readonly address: string
}

/**
 * Sends a message. A binary one goes to the stream as one whole frame: ws writes its head and its body as two, which
 * costs a third more (2.5 of 7.5 µs). Its own frames are whole as well, so that neither falls into the other's.
 */
export function sendFrame({ socket, stream }: Wire, frame: Frame): void {
  if (typeof frame === 'string') socket.send(frame)
  else if (socket.readyState === WebSocket.OPEN) stream.write(wholeFrame(frame))
}

const finalBinary = 0x82

/** An unmasked frame, as a server sends them: RFC 6455, section 5.2. */
function wholeFrame(payload: Buffer): Buffer {
  const { length } = payload
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = finalBinary
  frame[1] = head === 2 ? length : head === 4 ? 126 : 127
  if (head === 4) frame.writeUInt16BE(length, 2)
  if (head === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.set(payload, head)
  return frame
}
