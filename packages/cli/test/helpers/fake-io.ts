import { PassThrough, Readable, Writable } from 'node:stream'
import type { Io } from '../../src/io.ts'

class Capture extends Writable {
  text = ''
  readonly isTTY: boolean
  readonly columns: number

  constructor(isTTY: boolean, columns: number) {
    super({ decodeStrings: false })
    this.isTTY = isTTY
    this.columns = columns
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.text += String(chunk)
    done()
  }
}

export interface FakeIo extends Io {
  readonly stdout: Capture
  readonly stderr: Capture
  /** As if someone pressed ctrl-c; false when nobody listens yet. */
  readonly interrupt: () => boolean
}

interface Setting {
  readonly terminal?: 'both' | 'none'
  readonly columns?: number
  readonly input?: string | PassThrough
  readonly env?: Record<string, string>
  readonly home?: string
  readonly cwd?: string
}

/** Ends of a program that remember; the clock moves by what is waited for. */
export function fakeIo(setting: Setting = {}): FakeIo {
  const isTTY = setting.terminal === 'both'
  const { input = '' } = setting
  const stdin = input instanceof PassThrough ? input : Readable.from(input === '' ? [] : [input])
  const listeners = new Set<() => void>()
  const clock = { now: Date.parse('2026-11-22T06:00:00Z') }
  return {
    stdin: Object.assign(stdin, { isTTY }),
    stdout: new Capture(isTTY, setting.columns ?? 80),
    stderr: new Capture(isTTY, setting.columns ?? 80),
    env: { NO_COLOR: '1', ...setting.env },
    home: setting.home ?? '/nowhere',
    cwd: setting.cwd ?? '/nowhere',
    now: () => clock.now,
    wait: async (ms) => {
      clock.now += ms
      await new Promise((resolve) => setImmediate(resolve))
    },
    onInterrupt: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    interrupt: () => {
      const all = [...listeners]
      for (const listener of all) listener()
      return all.length > 0
    },
  }
}
