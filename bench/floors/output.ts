import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { type WebSocket, WebSocketServer } from 'ws'
import { commitEvery } from './group.ts'

// Binary frames of output that become chunk rows, FULL, in groups of 5 ms; acknowledged after the commit.
const [path = 'floor.db', senders = '50', frames = '1000'] = process.argv.slice(2)
const expected = Number(senders) * Number(frames)
const database = new DatabaseSync(path)
database.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS chunk (task INTEGER, position INTEGER, data BLOB, PRIMARY KEY (task, position)) WITHOUT ROWID;
`)
const insert = database.prepare('INSERT INTO chunk VALUES (?, ?, ?)')
const sockets: WebSocket[] = []
let round = 0
let stored = 0
let finished = () => {}
const group = commitEvery(database, 5, () => stored === expected && finished())

const http = createServer()
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket) => {
  sockets.push(socket)
  socket.on('message', (data: Buffer) =>
    group.write(() => {
      // The first eight bytes say which task and where; the rest is the output.
      insert.run(round * 1_000_000 + data.readUInt32BE(0), data.readUInt32BE(4), data.subarray(8))
      stored += 1
    }),
  )
  if (sockets.length === Number(senders)) process.send?.({ ready: true })
})
http.listen({ port: 0, host: '127.0.0.1' }, () => process.send?.({ port: (http.address() as AddressInfo).port }))

process.on('message', async () => {
  round += 1
  stored = 0
  const done = new Promise<void>((resolve) => {
    finished = resolve
  })
  const before = process.cpuUsage()
  const start = performance.now()
  for (const [index, socket] of sockets.entries()) socket.send(JSON.stringify({ task: index, frames: Number(frames) }))
  await done
  const { user, system } = process.cpuUsage(before)
  process.send?.({ ms: performance.now() - start, cpu: (user + system) / 1e6 })
})
process.once('disconnect', () => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  process.exit(0)
})
