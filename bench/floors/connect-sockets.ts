import { WebSocket } from 'ws'

// One process that opens sockets whenever it is told a port, warm from the second time on as agents are.
const [count = '10000', atOnce = '256'] = process.argv.slice(2)

// Not bound to a source address: the kernel's search for a port of a bound one takes up to a millisecond.
const open = (port: number) =>
  new Promise<void>((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
    socket.once('open', resolve)
    socket.once('error', reject)
  })

async function openAll(port: number): Promise<void> {
  let left = Number(count)
  const dial = async () => {
    while (left > 0) {
      left -= 1
      await open(port)
    }
  }
  await Promise.all(Array.from({ length: Number(atOnce) }, dial))
  process.send?.({ connected: Number(count) })
}

process.on('message', ({ port }: { port: number }) => void openAll(port))
process.once('disconnect', () => process.exit(0))
process.send?.({ ready: true })
