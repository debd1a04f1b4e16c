import { type Client, routes } from '@muster/protocol/api'
import * as z from 'zod'

const Event = z.tuple([z.number(), z.string(), z.string()])

/** The file of a terminal's recording, in its parts. */
export async function* readParts(client: Client, id: string): AsyncIterable<Buffer> {
  for (let offset: number | null = 0; offset !== null; ) {
    const part: { data: string; next: number | null } = await client.call(routes.readRecording, {
      path: { id },
      query: { offset },
    })
    yield Buffer.from(part.data, 'base64')
    offset = part.next
  }
}

export interface Shown {
  /** Seconds from the beginning. */
  readonly at: number
  readonly text: string
}

/** What was shown, and when. A recording that goes on has a last line that is not whole. */
export async function* readShown(parts: AsyncIterable<Buffer>): AsyncIterable<Shown> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const part of parts) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const event = Event.safeParse(JSON.parse(line))
      if (event.success && event.data[1] === 'o') yield { at: event.data[0], text: event.data[2] }
    }
  }
}
