import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAliyunWire } from '../../src/terminals/wires/aliyun.ts'

/** As ali-instance-cli writes it, with the ids that it leaves empty. */
function frame(type: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(type, 0)
  head.write('1.01', 4)
  head.writeBigUInt64LE(1_795_000_000_000n, 10)
  head.writeUInt32LE(payload.length, 26)
  return Buffer.concat([head, payload])
}

const wire = createAliyunWire(() => 1_795_000_000_000)

test('the words of ali-instance-cli are read', () => {
  assert.deepEqual(wire.read(frame(0, Buffer.from('ls\r'))), { kind: 'input', data: Buffer.from('ls\r') })
  assert.deepEqual(wire.read(frame(0, Buffer.alloc(0))), { kind: 'alive' })
  assert.deepEqual(wire.read(frame(2, Buffer.from([40, 0, 100, 0]))), { kind: 'size', columns: 100, rows: 40 })
  assert.deepEqual(wire.read(frame(2, Buffer.from([0, 0, 0, 0]))), { kind: 'alive' })
  assert.deepEqual(wire.read(frame(3, Buffer.from('1'))), { kind: 'close' })
})

test('ids may be in a frame; what is too short is none', () => {
  const plain = frame(0, Buffer.from('x'))
  const ids = Buffer.concat([Buffer.from([2]), Buffer.from('s1'), Buffer.from([3]), Buffer.from('i-1')])
  const named = Buffer.concat([plain.subarray(0, 8), ids, plain.subarray(10)])
  assert.deepEqual(wire.read(named), { kind: 'input', data: Buffer.from('x') })
  for (let length = 0; length < 30; length++) assert.equal(wire.read(plain.subarray(0, length)), undefined)
  assert.equal(wire.read('text'), undefined)
})

test('output and the end are written as it reads them', () => {
  const output = wire.output(Buffer.from('hi'))
  assert.equal(output.readUInt32LE(0), 1)
  assert.deepEqual([output[8], output[9]], [0, 0])
  assert.equal(output.readBigUInt64LE(10), 1_795_000_000_000n)
  assert.equal(output.subarray(30).toString(), 'hi')
  const end = Buffer.from(wire.end({ exitCode: 0, reason: '' }))
  assert.equal(end.readUInt32LE(0), 5)
  assert.equal(end[30], 5)
  assert.equal(end.subarray(31).toString(), 'Exit')
})
