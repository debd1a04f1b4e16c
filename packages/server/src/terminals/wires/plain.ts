import { parseJson } from '@muster/core'
import { type ClientWord, isSize, type Wire } from './wire.ts'

/** Our own: bytes are binary messages, and a text is JSON: `{"columns":80,"rows":24}`, or the end. */
export const plainWire: Wire = {
  read: (message) => (typeof message === 'string' ? readText(message) : { kind: 'input', data: message }),
  output: (data) => Buffer.from(data),
  end: ({ exitCode, reason }) => JSON.stringify({ type: 'ended', exitCode: exitCode ?? null, reason }),
}

function readText(text: string): ClientWord | undefined {
  try {
    const { columns, rows } = parseJson(text) as { columns?: number; rows?: number }
    return isSize(columns, rows) ? { kind: 'size', columns: Number(columns), rows: Number(rows) } : undefined
  } catch {
    return undefined
  }
}
