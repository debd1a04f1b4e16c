import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barLine, plainLine } from '../../src/tty/bar.ts'
import { liveLine } from '../../src/tty/live-line.ts'
import { displayWidth } from '../../src/tty/width.ts'
import { fakeIo } from '../helpers/fake-io.ts'

const progress = { id: 'inv-m7q2c0xd', total: 10_000, done: 2_500, elapsed: '12 s', counts: '2499 ok · 1 failed' }

test('a bar is filled by the share of hosts that are done', () => {
  const line = barLine(progress, 120)
  assert.equal(line, 'inv-m7q2c0xd  10000 hosts  ━━━━━━━·····················  2500/10000  12 s   2499 ok · 1 failed')
})

test('it fits any width: the host count goes first, then the bar, then the counts', () => {
  assert.equal(barLine(progress, 79), 'inv-m7q2c0xd  ━━━━━━····················  2500/10000  12 s   2499 ok · 1 failed')
  assert.equal(barLine(progress, 55), 'inv-m7q2c0xd  2500/10000  12 s   2499 ok · 1 failed')
  assert.equal(barLine(progress, 40), 'inv-m7q2c0xd  2500/10000  12 s')
  for (let width = 40; width < 130; width++)
    assert.ok(displayWidth(barLine(progress, width)) <= width, `width ${width}`)
})

test('without a terminal there is no bar', () => {
  assert.equal(plainLine(progress), 'inv-m7q2c0xd  10000 hosts  2500/10000  12 s   2499 ok · 1 failed')
})

test('the line is redrawn at most ten times a second', () => {
  const io = fakeIo({ terminal: 'both' })
  const line = liveLine({ stderr: io.stderr, now: () => clock })
  let clock = 0
  for (clock = 0; clock < 1000; clock++) line.draw(`at ${clock}`)
  assert.equal(io.stderr.text.split('\r').length - 1, 10)
  line.clear()
  assert.ok(io.stderr.text.endsWith('\r\x1b[K'))
})

test('a pipe gets no line at all', () => {
  const io = fakeIo()
  const line = liveLine(io)
  line.draw('something')
  line.clear()
  assert.equal(io.stderr.text, '')
})
