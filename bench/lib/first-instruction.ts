import { chmodSync, constants, openSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { makeFolder, run } from './children.ts'

export interface Target {
  /** A script whose first instruction shows itself here. */
  readonly script: string
  readonly file: string
  /** The moment at which it did. */
  readonly arrival: () => Promise<number>
}

/** A FIFO that we hold open: a shell writes to it with a builtin, so no time of another program is in the figure. */
export async function createTarget(): Promise<Target> {
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  const fifo = join(folder, 'fifo')
  await run('mkfifo', ['-m', '666', fifo])
  chmodSync(fifo, 0o666)
  const socket = new Socket({ fd: openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK), readable: true })
  let arrived = (_: number) => {}
  socket.on('data', () => arrived(performance.now()))
  socket.unref()
  const script = `#!/bin/sh\necho > ${fifo}\n`
  const file = join(folder, 'script.sh')
  writeFileSync(file, script, { mode: 0o755 })
  return {
    script,
    file,
    arrival: () =>
      new Promise((resolve) => {
        arrived = resolve
      }),
  }
}
