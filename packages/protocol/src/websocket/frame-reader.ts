import { isUtf8 } from 'node:buffer'
import { applyMask, opcodes, type Side } from './frame-writer.ts'

/** The peer has broken the protocol: it is told the code, and the connection ends. */
export class FrameError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Codes of RFC 6455, section 7.4.1. */
export const endings = { normal: 1000, none: 1005, abnormal: 1006, protocol: 1002, text: 1007, tooLarge: 1009 } as const

export interface FrameEvents {
  readonly message: (message: string | Buffer) => void
  readonly ping: (payload: Buffer) => void
  readonly pong: () => void
  readonly close: (code: number, reason: string) => void
}

const controlLimit = 125
/** Our peers send a message whole; a proxy may cut it, but into no more than this. */
const partsLimit = 1024
/** Pieces of a frame that are kept apart: a peer that sends byte by byte must not cost a buffer for each. */
const heldLimit = 64

/** Takes a peer's bytes as they come and tells its whole messages. */
export class FrameReader {
  readonly #peer: Side
  /** Bytes of a message. */
  #largest: number
  readonly #events: FrameEvents
  // What has come of a frame that is not whole yet, and the bytes that are wanted before it is looked at again.
  #held: Buffer[] = []
  #heldBytes = 0
  #wanted = 0
  /** Of a message in several frames: what has come of it. */
  #parts: Buffer[] | undefined
  #partsBytes = 0
  #partsText = false

  constructor(peer: Side, largest: number, events: FrameEvents) {
    this.#peer = peer
    this.#largest = largest
    this.#events = events
  }

  /** Bytes of a message, from now on. */
  allow(largest: number): void {
    this.#largest = largest
  }

  /** Throws a FrameError. */
  feed(chunk: Buffer): void {
    let bytes = chunk
    if (this.#wanted > 0) {
      this.#held.push(chunk)
      this.#heldBytes += chunk.length
      if (this.#heldBytes < this.#wanted) {
        if (this.#held.length > heldLimit) this.#compact()
        return
      }
      bytes = Buffer.concat(this.#held, this.#heldBytes)
      this.#held = []
      this.#heldBytes = 0
      this.#wanted = 0
    }
    let at = 0
    while (at < bytes.length) {
      const end = this.#readFrame(bytes, at)
      if (end === undefined) {
        const rest = bytes.subarray(at)
        this.#held.push(rest)
        this.#heldBytes = rest.length
        return
      }
      at = end
    }
  }

  /** Joins the newest pieces up to one that is larger than they are: so each byte is copied a few times only. */
  #compact(): void {
    let from = this.#held.length - 1
    let bytes = this.#held[from]?.length ?? 0
    for (; from > 0 && (this.#held[from - 1]?.length ?? 0) <= bytes; from--) bytes += this.#held[from - 1]?.length ?? 0
    this.#held.push(Buffer.concat(this.#held.splice(from), bytes))
  }

  /** Gives the end of the frame at a place, or sets how many bytes it wants. */
  #readFrame(bytes: Buffer, at: number): number | undefined {
    const available = bytes.length - at
    if (available < 2) return this.#want(2)
    const [first = 0, second = 0] = [bytes[at], bytes[at + 1]]
    const short = second & 0x7f
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
    const isMasked = (second & 0x80) !== 0
    const head = 2 + lengthBytes + (isMasked ? 4 : 0)
    this.#check(first, short, isMasked)
    if (available < head) return this.#want(head)
    const length =
      lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    if (length + this.#partsBytes > this.#largest) throw new FrameError(endings.tooLarge, 'the message is too large')
    if (available < head + length) return this.#want(head + length)
    const from = at + head
    const payload = bytes.subarray(from, from + length)
    if (isMasked) applyMask(payload, bytes.subarray(from - 4, from))
    this.#take(first, payload)
    return from + length
  }

  #want(bytes: number): undefined {
    this.#wanted = bytes
  }

  #check(first: number, length: number, isMasked: boolean): void {
    const fail = (message: string) => {
      throw new FrameError(endings.protocol, message)
    }
    if ((first & 0x70) !== 0) fail('a frame uses an extension that was not agreed on')
    if (isMasked !== (this.#peer === 'client')) fail(isMasked ? 'a frame is masked' : 'a frame is not masked')
    const opcode = first & 0x0f
    const whole = (first & 0x80) !== 0
    if (opcode >= opcodes.close && (!whole || length > controlLimit)) fail('a control frame is too large or in parts')
    if (opcode > opcodes.pong || (opcode > opcodes.binary && opcode < opcodes.close)) fail('a frame is of unknown kind')
    if (opcode === opcodes.continuation && !this.#parts) fail('a frame continues nothing')
    if ((opcode === opcodes.text || opcode === opcodes.binary) && this.#parts) fail('a message begins within another')
  }

  #take(first: number, payload: Buffer): void {
    const opcode = first & 0x0f
    if (opcode === opcodes.ping) this.#events.ping(payload)
    else if (opcode === opcodes.pong) this.#events.pong()
    else if (opcode === opcodes.close) this.#close(payload)
    else this.#takePart(opcode, (first & 0x80) !== 0, payload)
  }

  #takePart(opcode: number, isLast: boolean, payload: Buffer): void {
    if (opcode !== opcodes.continuation) {
      if (isLast) {
        this.#tell(payload, opcode === opcodes.text)
        return
      }
      this.#parts = []
      this.#partsText = opcode === opcodes.text
    }
    const parts = this.#parts ?? []
    parts.push(payload)
    this.#partsBytes += payload.length
    if (parts.length > partsLimit) throw new FrameError(endings.tooLarge, 'the message is in too many parts')
    if (!isLast) return
    this.#parts = undefined
    this.#partsBytes = 0
    this.#tell(Buffer.concat(parts), this.#partsText)
  }

  #tell(message: Buffer, isText: boolean): void {
    if (isText && !isUtf8(message)) throw new FrameError(endings.text, 'a text is not UTF-8')
    this.#events.message(isText ? message.toString() : message)
  }

  #close(payload: Buffer): void {
    if (payload.length === 0) {
      this.#events.close(endings.none, '')
      return
    }
    if (payload.length === 1) throw new FrameError(endings.protocol, 'a close frame has half a code')
    const reason = payload.subarray(2)
    if (!isUtf8(reason)) throw new FrameError(endings.text, 'a reason is not UTF-8')
    this.#events.close(payload.readUInt16BE(0), reason.toString())
  }
}
