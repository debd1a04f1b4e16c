import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { atEnd } from './children.ts'

export interface CuttingProxy {
  readonly url: string
  /** Resets every connection that goes through. */
  readonly cut: () => void
}

/** Passes bytes on to a server, until it is told to cut. */
export async function startCuttingProxy(url: string): Promise<CuttingProxy> {
  const target = Number(new URL(url).port)
  const open = new Set<Socket>()
  const keep = (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy())
  }
  const proxy = createServer((from) => {
    const to = connect(target, '127.0.0.1')
    for (const socket of [from, to]) keep(socket)
    from.pipe(to).pipe(from)
    from.on('close', () => to.destroy())
    to.on('close', () => from.destroy())
  })
  proxy.listen(0, '127.0.0.1', 4096)
  await once(proxy, 'listening')
  atEnd(() => void proxy.close())
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut: () => {
      for (const socket of open) socket.resetAndDestroy()
    },
  }
}
