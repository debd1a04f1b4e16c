import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { exitCodes, Failure } from '../failure.ts'
import { replaceFile } from './files.ts'
import { holdTicket, type Identity } from './identity.ts'
import { exportPrivateKey, generateKeys, importPrivateKey } from './keys.ts'

const Stored = z.object({ instance: z.string(), serverKey: z.string(), privateKey: z.string() })

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The identity in a data folder. A key is written only once the server has taken it. */
export async function openIdentity(data: string): Promise<Identity> {
  const file = join(data, 'identity.json')
  const epochFile = join(data, 'epoch')
  const stored = await readIfThere(file)
  let epoch = Number((await readIfThere(epochFile)) ?? 0)
  let enrolled = stored === undefined ? undefined : parseStored(file, stored)
  const keys = enrolled ? importPrivateKey(enrolled.privateKey) : generateKeys()
  return {
    ...holdTicket(),
    keys,
    enrolled: () => enrolled,
    epoch: () => epoch,
    enrol: async (instance, serverKey) => {
      const next = { instance, serverKey, privateKey: exportPrivateKey(keys) }
      await replaceFile(file, `${JSON.stringify(next)}\n`)
      enrolled = next
    },
    advance: async (next) => {
      await replaceFile(epochFile, `${next}\n`)
      epoch = next
    },
  }
}

function parseStored(file: string, content: string): z.infer<typeof Stored> {
  try {
    return Stored.parse(JSON.parse(content))
  } catch {
    throw new Failure(
      `${file} is damaged. Move the data folder away and enrol this host again with --code and --secret.`,
      exitCodes.usage,
    )
  }
}
