import type { Opened } from '@muster/protocol/websocket'
import * as z from 'zod'
import type { Io } from '../io.ts'

const Ended = z.object({ type: z.literal('ended'), exitCode: z.number().int().nullable(), reason: z.string() })
export type Ended = Omit<z.infer<typeof Ended>, 'type'>

/** Unsent bytes above which nothing more is read from the keyboard, or from a pipe. */
const highWater = 256 * 1024
const endOfInput = '\x04'
const normal = 1000

/**
 * Joins the terminal of the caller to one on a host. What the host writes is written as it is: escape sequences act, as in
 * ssh. Resolves when it is over.
 */
export async function attach(io: Io, { connection, head }: Opened): Promise<Ended> {
  const { stdin, stdout } = io
  const { promise, resolve } = Promise.withResolvers<Ended>()
  let ended: Ended = { exitCode: null, reason: 'the connection to the server is lost' }

  const type = (bytes: Buffer | string) => {
    connection.send(Buffer.from(bytes), () => {
      if (connection.backlog < highWater) stdin.resume()
    })
    if (connection.backlog >= highWater) stdin.pause()
  }
  const finish = () => type(endOfInput)
  const resize = () => {
    if (stdout.columns && stdout.rows) connection.send(JSON.stringify({ columns: stdout.columns, rows: stdout.rows }))
  }
  const drained = () => connection.resume()
  connection.start(head, {
    heard: () => {},
    message: (message) => {
      if (typeof message === 'string') ended = Ended.parse(JSON.parse(message))
      else if (!stdout.write(message)) connection.pause()
    },
    ended: () => resolve(ended),
  })
  stdin.setRawMode?.(true)
  stdin.on('data', type)
  stdin.on('end', finish)
  stdout.on('drain', drained)
  stdout.on('resize', resize)
  try {
    return await promise
  } finally {
    stdin.setRawMode?.(false)
    stdin.off('data', type)
    stdin.off('end', finish)
    stdin.pause()
    stdout.off('drain', drained)
    stdout.off('resize', resize)
    connection.close(normal, '')
  }
}
