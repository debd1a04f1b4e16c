import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { RunningServer } from './programs.ts'

/** A connection on which anything can be said. */
export async function openRaw({ url }: RunningServer): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Says these bytes, perhaps the end too, and gives what the server answers: until it is what was expected, or the end. */
export async function say(
  server: RunningServer,
  bytes: string,
  expected: RegExp,
  after: 'end' | 'wait' = 'wait',
): Promise<string> {
  const socket = await openRaw(server)
  const closed = once(socket, 'close')
  let answer = ''
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('latin1')
    if (expected.test(answer)) socket.destroy()
  })
  if (after === 'end') socket.end(bytes, 'latin1')
  else socket.write(bytes, 'latin1')
  socket.setTimeout(10_000, () => socket.destroy())
  await closed
  return answer
}
