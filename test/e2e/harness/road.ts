import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Cleanup } from './programs.ts'

type State = 'open' | 'slow' | 'silent'

/** A connection through it. One that has swallowed bytes stays silent: its peers could not go on. */
interface Line {
  state: State
  readonly sockets: readonly Socket[]
}

/** A bad road to a server. */
export interface Road {
  readonly url: string
  /** From now on bytes are swallowed, in both directions, and no connection is closed. */
  readonly silence: () => void
  /** Bytes trickle. */
  readonly slow: () => void
  /** New connections work, and slow ones as before. */
  readonly restore: () => void
  /** Cuts every connection with RST. */
  readonly reset: () => void
}

const trickle = { bytes: 256, everyMs: 25 }

export async function startRoad(t: Cleanup, target: string): Promise<Road> {
  const { hostname, port } = new URL(target)
  const lines = new Set<Line>()
  let state: State = 'open'
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    const line: Line = { state, sockets: [near, far] }
    lines.add(line)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true).on('error', () => {})
      carry(line, from, to).catch(() => {
        lines.delete(line)
        for (const socket of line.sockets) socket.destroy()
      })
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')

  const become = (next: State) => {
    state = next
    for (const line of lines) if (line.state !== 'silent') line.state = next
  }
  const reset = () => {
    for (const { sockets } of lines) for (const socket of sockets) socket.resetAndDestroy()
    lines.clear()
  }
  t.after(() => {
    reset()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    silence: () => become('silent'),
    slow: () => become('slow'),
    restore: () => become('open'),
    reset,
  }
}

/** Ends with an error: one end of a connection that is gone takes the other with it. */
async function carry(line: Line, from: Socket, to: Socket): Promise<never> {
  for await (const chunk of from as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length && line.state !== 'silent'; ) {
      const slow = line.state === 'slow'
      const end = slow ? at + trickle.bytes : chunk.length
      if (!to.write(chunk.subarray(at, end))) await once(to, 'drain')
      at = end
      if (slow) await pause(trickle.everyMs)
    }
  }
  // A silent line swallows the end as well.
  while (line.state === 'silent') await pause(trickle.everyMs, undefined, { ref: false })
  throw new Error('closed')
}
