import { WebSocket } from 'ws'

// One process of senders: each streams frames of 4 KB as fast as its socket takes them.
const [port = '0', count = '50'] = process.argv.slice(2)
const chunkBytes = 4096
const highWater = 1 << 20

function stream(socket: WebSocket, task: number, frames: number): void {
  let sent = 0
  const next = () => {
    while (sent < frames && socket.bufferedAmount < highWater) {
      const frame = Buffer.alloc(8 + chunkBytes, 'x')
      frame.writeUInt32BE(task, 0)
      frame.writeUInt32BE(sent * chunkBytes, 4)
      sent += 1
      socket.send(frame)
    }
    if (sent < frames) setImmediate(next)
  }
  next()
}

for (let i = 0; i < Number(count); i += 1) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
  socket.on('message', (data) => {
    const { task, frames } = JSON.parse(String(data)) as { task: number; frames: number }
    stream(socket, task, frames)
  })
}
process.once('disconnect', () => process.exit(0))
