import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import type { Endpoint } from './endpoint.ts'

/** As much of an HTTP server as agents need: it reads the head of a request for a socket. */
export function createUpgrades(address: string): { readonly server: Server; readonly accept: (s: Endpoint) => void } {
  const emitter = new EventEmitter()
  const accept = (stream: Endpoint) => {
    let text: Buffer = Buffer.alloc(0)
    const take = (bytes: Buffer) => {
      text = Buffer.concat([text, bytes])
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) return
      stream.off('data', take)
      stream.pause()
      const request = { ...readHead(text.toString('latin1', 0, end)), socket: { remoteAddress: address } }
      emitter.emit('upgrade', request, stream, text.subarray(end + 4))
    }
    stream.on('data', take)
    stream.on('end', () => stream.end())
  }
  return { server: emitter as unknown as Server, accept }
}

function readHead(head: string) {
  const [first = '', ...lines] = head.split('\r\n')
  const [method, url] = first.split(' ')
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(':')
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
  })
  return { method, url, headers: Object.fromEntries(headers) }
}
