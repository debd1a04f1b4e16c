import { type ClientWord, isSize, type Wire } from './wire.ts'

/*
 * What ali-instance-cli speaks: binary messages, numbers little-endian. u32 type, 4 bytes of version, a session id and an
 * instance id (each a byte of length, which clients send as 0, and its text), u64 milliseconds, i64 number, u32 length, payload.
 */
const types = { input: 0, output: 1, size: 2, close: 3, status: 5 } as const
const version = '1.01'
const headBytes = 4 + 4 + 1 + 1 + 8 + 8 + 4
/** Of a status: the session is over. */
const over = 5

export function createAliyunWire(now: () => number): Wire {
  let sent = 0n
  const write = (type: number, payload: Uint8Array): Buffer => {
    const frame = Buffer.alloc(headBytes + payload.length)
    frame.writeUInt32LE(type, 0)
    frame.write(version, 4, 'latin1')
    frame.writeBigUInt64LE(BigInt(now()), 10)
    frame.writeBigInt64LE(sent++, 18)
    frame.writeUInt32LE(payload.length, 26)
    frame.set(payload, headBytes)
    return frame
  }
  return {
    read: (message) => (typeof message === 'string' ? undefined : readFrame(message)),
    output: (data) => write(types.output, data),
    end: ({ reason }) => write(types.status, Buffer.concat([Buffer.of(over), Buffer.from(reason || 'Exit')])),
  }
}

function readFrame(frame: Buffer): ClientWord | undefined {
  const afterSession = 9 + (frame[8] ?? 0)
  const afterIds = afterSession + 1 + (frame[afterSession] ?? 0)
  if (frame.length < afterIds + 20) return undefined
  const payload = frame.subarray(afterIds + 20)
  switch (frame.readUInt32LE(0)) {
    case types.input:
      return payload.length === 0 ? { kind: 'alive' } : { kind: 'input', data: payload }
    case types.size:
      return readSize(payload)
    case types.close:
      return { kind: 'close' }
    default:
      return { kind: 'alive' }
  }
}

/** Two shorts, rows first. A client without a terminal says 0. */
function readSize(payload: Buffer): ClientWord {
  if (payload.length < 4) return { kind: 'alive' }
  const [rows, columns] = [payload.readUInt16LE(0), payload.readUInt16LE(2)]
  return isSize(columns, rows) ? { kind: 'size', columns, rows } : { kind: 'alive' }
}
