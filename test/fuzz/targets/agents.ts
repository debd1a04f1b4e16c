import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import {
  readAgentMessage,
  readResume,
  readServerMessage,
  writeAgentMessage,
  writeServerMessage,
} from '@muster/protocol/agent'
import { FrameError, FrameReader } from '../../../packages/protocol/src/websocket/frame-reader.ts'
import { writeFrame } from '../../../packages/protocol/src/websocket/frame-writer.ts'
import { answerUpgrade, readResponse } from '../../../packages/protocol/src/websocket/handshake.ts'
import type { Target } from './target.ts'

const latin1 = (bytes: Uint8Array | string) => Buffer.from(bytes as Uint8Array).toString('latin1')
const key = { sequence: 7, attempt: 1 }
const finished = { at: 2, startedAt: null, outcome: 'exited', exitCode: 0, size: 1, dropped: 0, cause: '' } as const
const report = writeAgentMessage({
  type: 'report',
  events: [
    { event: 'accepted', ...key },
    { event: 'refused', ...key, code: 'busy', reason: 'full' },
    { event: 'started', ...key, at: 1 },
    { event: 'output', ...key, offset: 0, data: Buffer.from('x') },
    { event: 'finished', ...key, ...finished },
  ],
})
const orders = [
  writeServerMessage({ type: 'cancel', tasks: [key] }),
  writeServerMessage({ type: 'acknowledge', settled: 3, tasks: [{ ...key, offset: 1, done: true }] }),
]

/** The first byte says whether a text or a binary frame follows. What is read can be written, and reads the same again. */
export const messages: Target = {
  covers: /packages\/protocol\/src\/agent\/.*\.ts$/,
  words: ['{"type":"hello","protocol":1,"nonce":"', '{"type":"register"', '{"type":"connect"', '"tags":{"__proto__":"a"}', '"facts":{}', '\0\0\0\x01', '\xff\xff'],
  seeds: [
    ...[report, ...orders].map((frame) => `b${latin1(frame)}`),
    `t{"type":"hello","protocol":1,"nonce":"${'n'.repeat(32)}"}`,
    `t{"type":"register","code":"c","proof":"p","publicKey":"k","signature":"s","name":"n","tags":{"__proto__":"a","b":"c"},"facts":{"hostName":"h","platform":"linux","architecture":"x64","localIp":"","machineId":"","agentVersion":"1","agentUser":"root"}}`,
    't{"type":"welcome","epoch":1,"ticket":"x"}',
    't{"type":"refuse","reason":"no","final":true}',
  ],
  run: (input) => {
    const frame = input[0] === 0x74 ? input.toString('utf8', 1) : input.subarray(1)
    for (const [read, write] of [
      [readAgentMessage, writeAgentMessage],
      [readServerMessage, writeServerMessage],
    ] as const) {
      let message: never
      try {
        message = read(frame) as never
      } catch (error) {
        // Of a schema, of the JSON parser, or of a frame that ends too soon.
        assert.ok(error instanceof SyntaxError || error instanceof RangeError || (error as Error).name === '$ZodError', String(error))
        continue
      }
      assert.deepEqual(read(write(message)), message)
    }
  },
} // biome-ignore format: the words are a table

/** The first byte says who sends and how the rest is cut: all cuts tell the same messages, and none larger than allowed. */
export const websocket: Target = {
  covers: /packages\/protocol\/src\/websocket\/frame-(reader|writer)\.ts$/,
  words: ['\x81\x05Hello', '\x82\x7e\x01\x00', '\x89\x00', '\x88\x02\x03\xe8', '\x01\x03abc', '\x80\x02de', '\x81\x85\x01\x02\x03\x04', '\x82\x7f\0\0\0\0\0\x01\0\0'],
  seeds: [
    `\x01${latin1(writeFrame('server', 1, Buffer.from('Hello')))}${latin1(writeFrame('server', 9, Buffer.from('x')))}`,
    `\x00${latin1(writeFrame('client', 2, Buffer.alloc(300)))}${latin1(writeFrame('client', 8, Buffer.from('\x03\xe8bye', 'latin1')))}`,
    '\x01\x01\x03abc\x80\x02de',
  ],
  run: (input) => {
    const peer = (input[0] ?? 0) % 2 === 0 ? 'client' : 'server'
    const tell = (step: number) => {
      const told: unknown[] = []
      const reader = new FrameReader(peer, 4_096, {
        message: (message) => told.push(typeof message === 'string' ? message : latin1(message)),
        ping: (payload) => told.push(latin1(payload)),
        pong: () => told.push('pong'),
        close: (code, reason) => told.push([code, reason]),
      })
      const bytes = Buffer.from(input.subarray(1))
      try {
        for (let at = 0; at < bytes.length; at += step) reader.feed(bytes.subarray(at, at + step))
      } catch (error) {
        if (!(error instanceof FrameError)) throw error
        told.push(error.code)
      }
      return told
    }
    const whole = tell(Math.max(1, input.length))
    for (const text of whole) if (typeof text === 'string') assert.ok(text.length <= 4_096)
    assert.deepEqual(tell(1 + ((input[0] ?? 0) >> 1)), whole)
  },
} // biome-ignore format: the words are a table

/** Heads of both directions, and the header with a ticket. */
export const upgrade: Target = {
  covers: /packages\/protocol\/src\/(websocket\/handshake|agent\/resume)\.ts$/,
  words: ['upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', 'muster-ticket: ', '{"instance":"a"', '__proto__: a', 'HTTP/1.1 101 '],
  seeds: [
    'GET\nupgrade: websocket\nsec-websocket-version: 13\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    `GET\nmuster-ticket: {"instance":"ins-00000001","epoch":1,"issued":0,"nonce":"${'n'.repeat(32)}","proof":""}`,
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x',
  ],
  run: (input) => {
    const text = input.toString('latin1')
    const [method = '', ...lines] = text.split('\n')
    const headers = Object.fromEntries(lines.map((line) => line.split(': ', 2) as [string, string]))
    const answer = answerUpgrade(method, headers, {})
    const head = 'opened' in answer ? answer.opened : answer.refused
    assert.match(head, /^HTTP\/1\.1 (101|400) [\s\S]*\r\n\r\n$/)
    assert.equal(head.split('\r\n\r\n').length, 2)
    const ticket = readResume(headers['muster-ticket'])
    assert.ok(ticket === undefined || isUtf8(Buffer.from(ticket.instance)))
    try {
      readResponse(text)
    } catch (error) {
      assert.equal((error as Error).message, 'what answers is no HTTP server')
    }
  },
} // biome-ignore format: the words are a table
