import { Socket } from 'node:net'

/** Less than the 1,024 with which Node's buffer begins. */
const pieceBytes = 1000

/**
 * `read` for a socket whose first bytes were put back before TLS takes it: they go there in pieces. Node's buffer for what
 * a TLS peer sends begins with 1 KB and gets 16 KB more, for good, once it is full, and a ClientHello with a key of ML-KEM
 * has 1.5 KB. An idle agent takes 14 KB less of 61; one that sends much at a time gets the 16 KB then.
 */
export function readPiece(this: Socket): Buffer | null {
  const bytes = Math.min(this.readableLength, pieceBytes)
  return bytes === 0 ? null : Socket.prototype.read.call(this, bytes)
}
