import assert from 'node:assert/strict'
import { test } from 'node:test'
import { terminalWindow } from '@muster/protocol/agent'
import type { Connection } from '@muster/protocol/websocket'
import { LiveTerminal, type Outcome } from '../../src/terminals/live-terminal.ts'
import { plainWire } from '../../src/terminals/wires/plain.ts'

/** A terminal whose client, host, recording and clock are the test's. */
function stage() {
  const clock = { at: 0 }
  const sent: (string | Buffer)[] = []
  const waiting: (() => void)[] = []
  const orders: string[] = []
  const outcomes: Outcome[] = []
  let reading = 'on'
  const client = {
    send: (message: string | Buffer, written?: () => void) => {
      sent.push(message)
      if (written) waiting.push(written)
    },
    close: () => {},
    pause: () => {
      reading = 'off'
    },
    resume: () => {
      reading = 'on'
    },
  } as unknown as Connection
  const recording = {
    output: (_: Uint8Array, written: (problem?: string) => void) => written(clock.at < 0 ? 'full' : undefined),
    resize: () => {},
    close: async () => 0,
  }
  const terminal = new LiveTerminal({
    client,
    wire: plainWire,
    recording,
    now: () => clock.at,
    limits: { idleMs: 180_000, totalMs: 10_800_000 },
    opened: () => orders.push('opened'),
    ended: (outcome) => outcomes.push(outcome),
  })
  terminal.attach({
    input: (data) => orders.push(`input ${data.length}`),
    resize: (columns, rows) => orders.push(`size ${columns}x${rows}`),
    credit: (bytes) => orders.push(`credit ${bytes}`),
    close: () => orders.push('close'),
  })
  const read = () => {
    for (const written of waiting.splice(0)) written()
  }
  return { terminal, clock, sent, orders, outcomes, read, isReading: () => reading === 'on' }
}

test('it ends when nothing was typed or shown for the time of idleness, whatever else its client says', () => {
  const { terminal, clock, orders, outcomes } = stage()
  terminal.fromHost.opened()
  clock.at = 179_999
  terminal.look()
  terminal.fromClient.message(Buffer.from('x'))
  clock.at = 359_998
  terminal.fromClient.message('{"columns":80,"rows":24}')
  terminal.look()
  assert.deepEqual(orders, ['opened', 'input 1', 'size 80x24'])
  clock.at = 359_999
  terminal.look()
  assert.deepEqual(orders, ['opened', 'input 1', 'size 80x24', 'close'])
  terminal.fromHost.ended({ exitCode: 129, cause: '' })
  assert.deepEqual(outcomes, [{ to: 'terminated', detail: 'idle for 180 s' }])
})

test('it ends after its whole time, and without its host when that does not say so in five seconds', () => {
  const { terminal, clock, outcomes } = stage()
  terminal.fromHost.opened()
  for (clock.at = 0; clock.at < 10_800_000; clock.at += 100_000) {
    terminal.fromClient.message(Buffer.from('x'))
    terminal.look()
  }
  terminal.look()
  clock.at += 4_999
  terminal.look()
  assert.deepEqual(outcomes, [])
  clock.at += 1
  terminal.look()
  assert.deepEqual(outcomes, [{ to: 'terminated', detail: 'open for 10800 s, as long as one may be' }])
})

test('the host is given credit for what its reader has taken, and no more is read than the host takes', () => {
  const { terminal, orders, read, isReading } = stage()
  assert.equal(isReading(), false, 'before it is open')
  terminal.fromHost.opened()
  terminal.fromHost.output(Buffer.alloc(1000))
  assert.ok(!orders.includes('credit 1000'))
  read()
  assert.ok(orders.includes('credit 1000'))
  terminal.fromClient.message(Buffer.alloc(terminalWindow.input))
  assert.equal(isReading(), false)
  terminal.fromHost.taken(terminalWindow.input)
  assert.equal(isReading(), true)
})

test('sizes pass through, and what is no message of a terminal does not', () => {
  const { terminal, orders } = stage()
  terminal.fromHost.opened()
  for (const text of ['{"columns":80,"rows":24}', '{"columns":0,"rows":24}', 'x', '{"columns":80}', '[]', '"'])
    terminal.fromClient.message(text)
  assert.deepEqual(orders, ['opened', 'size 80x24'])
})

test('without a recording there is no terminal', () => {
  const { terminal, clock, outcomes } = stage()
  terminal.fromHost.opened()
  clock.at = -1
  terminal.fromHost.output(Buffer.from('secret'))
  terminal.fromHost.ended({ exitCode: null, cause: '' })
  assert.deepEqual(outcomes, [{ to: 'terminated', detail: 'full' }])
})

test('who leaves is told apart from what is lost', () => {
  const left = stage()
  left.terminal.fromHost.opened()
  left.terminal.fromClient.ended({ code: 1006, reason: '', error: undefined })
  left.terminal.fromHost.ended({ exitCode: null, cause: '' })
  assert.equal(left.outcomes[0]?.closedReason, 'ClientClosed')
  const lost = stage()
  lost.terminal.fromHost.opened()
  lost.terminal.fromHost.lost()
  assert.deepEqual([lost.outcomes[0]?.to, lost.outcomes[0]?.closedReason], ['disconnected', 'AgentSocketClosed'])
  const never = stage()
  never.terminal.fromHost.ended({ exitCode: null, cause: 'no such user' })
  assert.deepEqual(never.outcomes, [{ to: 'failed', detail: 'no such user' }])
})
