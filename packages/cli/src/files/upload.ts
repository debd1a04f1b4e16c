import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Client, pieceBytes, routes, type Upload } from '@muster/protocol/api'
import { CliError } from '../errors.ts'
import { isConnectionError } from '../explain.ts'
import type { Io } from '../io.ts'
import { liveLine } from '../tty/live-line.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import type { LocalFile } from './local-file.ts'

const firstWaitMs = 250
const longestWaitMs = 5_000
/** Tries without a byte that arrived: about a minute. */
const mostTries = 15

/** Brings a file to the server, from where it stood when a try before was cut off. */
export async function upload(io: Io, client: Client, file: LocalFile): Promise<void> {
  const line = liveLine(io)
  const local = await open(file.path)
  const buffer = Buffer.alloc(pieceBytes)
  let waitMs = firstWaitMs
  let tries = 0
  let state: Upload | undefined
  try {
    while (!state || state.held < file.size) {
      try {
        const { sha256, size } = file
        if (!state) state = await client.call(routes.createUpload, { body: { sha256, size } })
        const { held }: Upload = state
        line.draw(progress(file, held))
        if (held >= size) return
        const { bytesRead } = await local.read(buffer, 0, pieceBytes, held)
        if (bytesRead === 0) throw new CliError(`${file.path} has changed meanwhile: send it again.`)
        const body = { offset: held, data: buffer.subarray(0, bytesRead).toString('base64') }
        state = await client.call(routes.writeUpload, { path: { id: sha256 }, body })
        waitMs = firstWaitMs
        tries = 0
      } catch (error) {
        tries += 1
        if (!isConnectionError(error) || tries > mostTries) throw error
        // What the server has by now, it says itself.
        state = undefined
        line.draw(`${progress(file, 0)}  the server is away, asking again`)
        await io.wait(waitMs)
        waitMs = Math.min(waitMs * 2, longestWaitMs)
      }
    }
  } finally {
    line.clear()
    await local.close()
  }
}

const mebibytes = (bytes: number) => (bytes / 1_048_576).toFixed(bytes < 10_485_760 ? 1 : 0)

const progress = ({ path, size }: LocalFile, held: number): string =>
  sanitiseLine(`${basename(path)}  to the server  ${mebibytes(held)} of ${mebibytes(size)} MiB`)
