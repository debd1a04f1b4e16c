import { WebSocket } from 'ws'

// One process of sockets: each task is answered with three frames. They are not bound to an address: the kernel's search
// for a port of a bound one took a millisecond a connection beside ten thousand others.
const [port = '0', count = '10000', atOnce = '256'] = process.argv.slice(2)
const output = Buffer.from('hello from the host, thirty-two.\n').toString('base64')

function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
    socket.once('open', resolve)
    socket.once('error', reject)
    socket.on('message', (data) => {
      const { task } = JSON.parse(String(data)) as { task: number }
      const at = Date.now()
      socket.send(JSON.stringify({ kind: 'started', task, at }))
      socket.send(JSON.stringify({ kind: 'output', task, at, data: output }))
      socket.send(JSON.stringify({ kind: 'result', task, at, code: 0 }))
    })
  })
}

let left = Number(count)
const dial = async () => {
  while (left > 0) {
    left -= 1
    await open()
  }
}
const before = performance.now()
await Promise.all(Array.from({ length: Number(atOnce) }, dial))
process.send?.({ connectedMs: performance.now() - before })
process.once('disconnect', () => process.exit(0))
