import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { Pins } from '../connect/dial.ts'
import { exitCodes, Failure } from '../failure.ts'
import { replaceFile } from './files.ts'

const Stored = z.object({ key: z.string(), authority: z.string() })

/** The server's certificate in a data folder. */
export function openPins(data: string): Pins {
  const file = join(data, 'server-certificate.json')
  let pin = readPin(file)
  return {
    file,
    read: () => pin,
    write: async (next) => {
      await replaceFile(file, `${JSON.stringify(next)}\n`)
      pin = next
    },
  }
}

function readPin(file: string): z.infer<typeof Stored> | undefined {
  try {
    return Stored.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Failure(`${file} is damaged. Delete it: the server's next certificate is taken.`, exitCodes.usage)
  }
}
