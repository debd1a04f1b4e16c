import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { type WebSocket, WebSocketServer } from 'ws'
import { commitEvery } from './group.ts'

// What no durable fan-out in this language can do without: the rows, the frames and the commits, and nothing else.
const [path = 'floor.db', count = '10000'] = process.argv.slice(2)
const tasks = Number(count)
const database = new DatabaseSync(path)
database.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS task (id INTEGER PRIMARY KEY, invocation INTEGER, instance INTEGER, state TEXT, created INTEGER,
    started INTEGER, ended INTEGER, exit_code INTEGER);
  CREATE INDEX IF NOT EXISTS task_invocation ON task (invocation);
  CREATE INDEX IF NOT EXISTS task_instance ON task (instance);
  CREATE TABLE IF NOT EXISTS chunk (task INTEGER, position INTEGER, data BLOB, PRIMARY KEY (task, position));
`)
const insert = database.prepare(`INSERT INTO task VALUES (?, ?, ?, 'pending', ?, NULL, NULL, NULL)`)
const setStarted = database.prepare(`UPDATE task SET state = 'running', started = ? WHERE id = ?`)
const addChunk = database.prepare('INSERT INTO chunk VALUES (?, ?, ?)')
const setEnded = database.prepare(`UPDATE task SET state = 'succeeded', ended = ?, exit_code = ? WHERE id = ?`)

interface Frame {
  readonly kind: 'started' | 'output' | 'result'
  readonly task: number
  readonly at: number
  readonly data?: string
  readonly code?: number
}

const sockets: WebSocket[] = []
let ended = 0
let finished = () => {}
const group = commitEvery(database, 2, () => ended === tasks && finished())

function write({ kind, task, at, data = '', code = 0 }: Frame): void {
  if (kind === 'started') setStarted.run(at, task)
  else if (kind === 'output') addChunk.run(task, 0, Buffer.from(data, 'base64'))
  else {
    setEnded.run(at, code, task)
    ended += 1
  }
}

function fanOut(round: number): Promise<void> {
  ended = 0
  const done = new Promise<void>((resolve) => {
    finished = resolve
  })
  const first = round * tasks + 1
  const at = Date.now()
  database.exec('BEGIN')
  for (let i = 0; i < tasks; i += 1) insert.run(first + i, round, i, at)
  database.exec('COMMIT')
  const script = Buffer.from('true').toString('base64')
  for (let i = 0; i < tasks; i += 1) sockets[i]?.send(JSON.stringify({ task: first + i, script, timeout: 60 }))
  return done
}

const http = createServer()
const server = new WebSocketServer({ server: http, perMessageDeflate: false })
server.on('connection', (socket) => {
  sockets.push(socket)
  socket.on('message', (data) => group.write(() => write(JSON.parse(String(data)) as Frame)))
  if (sockets.length === tasks) process.send?.({ ready: true })
})
http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
  process.send?.({ port: (http.address() as AddressInfo).port }),
)

let round = 0
process.on('message', async () => {
  round += 1
  const before = process.cpuUsage()
  const start = performance.now()
  await fanOut(round)
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  process.send?.({ ms, cpu: (user + system) / 1e6 })
})
process.once('disconnect', () => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  process.exit(0)
})
