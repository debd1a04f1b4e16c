import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { createAuthenticate, parseHead } from '@muster/dialects'
import { Hono } from 'hono'

// The same verification of the same signature under Hono, and then nothing: the body goes back, filled up to the length of
// a task's record.
const [key = '', secret = '', service = 'tat'] = process.argv.slice(2)
const filler = 'x'.repeat(600)
const authenticate = createAuthenticate({ now: Date.now }, service === 'tat' ? undefined : { service })
const app = new Hono<{ Bindings: HttpBindings }>()
app.all('*', async (c) => {
  const chunks: Buffer[] = []
  for await (const chunk of c.env.incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const { method = 'GET', url = '/', rawHeaders } = c.env.incoming
  await authenticate(parseHead({ method, rawTarget: url, rawHeaders }), body, async () => ({
    key,
    enabled: true,
    secret,
  }))
  return c.json({ body: body.length === 0 ? {} : JSON.parse(body.toString()), filler })
})
const listener = getRequestListener(app.fetch)
const server = createServer({ requireHostHeader: false }, (request, response) => void listener(request, response))
server.listen({ port: 0, host: '127.0.0.1' }, () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.once('disconnect', () => process.exit(0))
