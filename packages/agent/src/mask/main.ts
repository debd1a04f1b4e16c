import { execFile } from 'node:child_process'
import { chownSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isAlive, ownIdentity } from '../execute/processes.ts'
import { createFilter } from './filter.ts'
import type { MaskOrder } from './order.ts'
import { patternsOf } from './patterns.ts'
import { type MaskedStream, maskStream } from './stream.ts'

/** An executor that was killed before it started its script is noticed this soon. */
const watchMs = 1_000

interface Masked {
  readonly order: MaskOrder
  readonly streams: ReadonlySet<MaskedStream>
}

/**
 * The process that masks secrets in the outputs of one agent's scripts. Like the executors it outlives the agent: it
 * leaves when no order can come any more and every stream has ended.
 */
export async function maskOutputs(): Promise<void> {
  const open = new Set<Masked>()
  // A guard says so when a script has ended whose pipes others still hold.
  process.on('SIGUSR2', () => {
    for (const { order, streams } of open)
      if (statSync(join(order.folder, 'exit'), { throwIfNoEntry: false })?.size)
        for (const stream of streams) stream.drain()
  })
  process.stdout.on('error', () => {})
  // Not with the others above: in the bundle it would be loaded into every agent.
  const { createInterface } = await import('node:readline')
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const order = JSON.parse(line) as MaskOrder
    try {
      await take(order, open)
      process.stdout.write(`ready ${order.tag}\n`)
    } catch (error) {
      process.stdout.write(`failed ${order.tag} ${error instanceof Error ? error.message.split('\n', 1)[0] : error}\n`)
    }
  })
}

async function take(order: MaskOrder, open: Set<Masked>): Promise<void> {
  const { tag, folder, ids, keeper } = order
  const pipes = order.streams.map((stream) => ({
    from: join(folder, `${tag}.${stream}.plain`),
    to: join(folder, `${tag}.${stream}.fifo`),
  }))
  await promisify(execFile)('mkfifo', ['-m', '600', ...pipes.map(({ from }) => from)])
  if (ids) for (const { from } of pipes) chownSync(from, ids.uid, ids.gid)
  // It lies in a folder of the script's user, who may put anything in its place.
  const flag = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const secrets = JSON.parse(readFileSync(order.secrets, { encoding: 'utf8', flag })) as readonly string[]
  const patterns = patternsOf(secrets.map((secret) => Buffer.from(secret, 'base64')))

  const { pid, start } = ownIdentity()
  writeFileSync(join(folder, `${tag}.masker`), `${pid} ${start}\n`, { mode: 0o600 })

  const streams = new Set<MaskedStream>()
  const masked: Masked = { order, streams }
  open.add(masked)
  const watch = setInterval(() => {
    if (isAlive(keeper) && [...streams].some((stream) => !stream.begun())) return
    clearInterval(watch)
    for (const stream of streams) if (!stream.begun()) stream.abandon()
  }, watchMs)
  try {
    for (const { from, to } of pipes) {
      const stream: MaskedStream = maskStream(from, to, createFilter(patterns), () => {
        streams.delete(stream)
        if (streams.size === 0) open.delete(masked)
      })
      streams.add(stream)
    }
  } catch (error) {
    for (const stream of streams) stream.abandon()
    open.delete(masked)
    throw error
  }
}
