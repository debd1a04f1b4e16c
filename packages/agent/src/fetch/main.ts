import { createHash } from 'node:crypto'
import { ftruncateSync, writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { createDial } from '../connect/dial.ts'
import { Failure } from '../failure.ts'
import { openPins } from '../identity/disk-pins.ts'
import type { FetchOrder } from './order.ts'
import { type Piece, readFrom } from './read-from.ts'

/** As the script that writes the file ends with. */
const exits = { notWritten: 101, damaged: 103, gone: 108 } as const

const firstPauseMs = 200
const longestPauseMs = 5_000

/**
 * `muster-agent fetch SHA256 SIZE`: writes a file of the server's to standard output, which is a file. What is cut off goes
 * on where it stood, until the deadline of the task ends it.
 */
export async function fetchFile([sha256 = '', size = '']: readonly string[]): Promise<void> {
  const state = { why: 'the server has not answered' }
  process.once('SIGTERM', () => tellWhy(state))
  try {
    const { text } = await import('node:stream/consumers')
    const order = JSON.parse(await text(process.stdin)) as FetchOrder
    await fetchWhole(order, { sha256, size: Number(size) }, state)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exitCode = error instanceof Failure ? error.exitCode : exits.notWritten
  }
}

interface State {
  /** That the file is not there yet. */
  why: string
}

function tellWhy({ why }: State): void {
  process.stderr.write(`the file was not fetched in time: ${why}\n`)
  process.exit(143)
}

async function fetchWhole(
  order: FetchOrder,
  wanted: { readonly sha256: string; readonly size: number },
  state: State,
): Promise<void> {
  const dial = await createDial(order.server, order.credentials, openPins(order.data))
  const hash = createHash('sha256')
  let held = 0
  let pause = firstPauseMs
  const take: Piece = (data) => {
    if (held + data.length > wanted.size) throw new Failure('the server sent more than the file', exits.damaged)
    for (let done = 0; done < data.length; )
      done += writeSync(process.stdout.fd, data, done, data.length - done, held + done)
    hash.update(data)
    held += data.length
    pause = firstPauseMs
  }
  if (wanted.size === 0) ftruncateSync(process.stdout.fd)
  while (held < wanted.size) {
    const { how, why } = await readFrom({ dial, server: order.server, path: order.path, from: held }, take)
    state.why = why
    if (how === 'gone')
      throw new Failure('the server does not have the file any more, or the link is too old: send it again', exits.gone)
    if (held < wanted.size) await wait(pause)
    pause = Math.min(pause * 2, longestPauseMs)
  }
  if (hash.digest('hex') !== wanted.sha256)
    throw new Failure('what arrived is not what was sent: its SHA-256 is another', exits.damaged)
}
