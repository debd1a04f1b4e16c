import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDialects, type Dialects, parseHead, type RawHead } from '@muster/dialects'
import { openInlineStore } from '@muster/store'
import pino from 'pino'
import { type Api, createApi } from '../../packages/server/src/api/app.ts'
import { compose, type Services } from '../../packages/server/src/compose.ts'
import { readConfig } from '../../packages/server/src/config.ts'
import { ensureAdministrator } from '../../packages/server/src/keys/administrator.ts'
import { openKeys } from '../../packages/server/src/keys/open-keyring.ts'
import { createRotation } from '../../packages/server/src/keys/rotation.ts'
import { createVault } from '../../packages/server/src/keys/vault.ts'
import { createChance } from './mutate.ts'

export interface World {
  readonly dialects: (request: RawHead & { readonly body: Uint8Array }) => ReturnType<Dialects>
  readonly api: (request: RawHead & { readonly body: Uint8Array }) => ReturnType<Api>
  readonly key: { readonly id: string; readonly secret: string }
  readonly now: number
  readonly services: Services
  /** What the server has logged as an error of its own. */
  readonly errors: string[]
}

const now = Date.parse('2026-11-22T07:00:00Z')
const peer = '127.0.0.1'

/** The server's doors over a record in memory, with one account and its administrator. */
export async function openWorld(): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), 'muster-fuzz-'))
  process.once('exit', () => rmSync(data, { recursive: true, force: true }))
  const config = readConfig(['--data', data, '--rate-limit', '0', '--api-rate-limit', '0'], {})
  if (config === 'help') throw new Error('the configuration asks for help')
  const store = openInlineStore({ path: ':memory:' })
  const clock = { now: () => now }
  // The same keys, and so the same ids, in every run.
  const next = createChance(1)
  const chance = (size: number) => Buffer.from(Array.from({ length: size }, () => Math.floor(next() * 256)))
  const errors: string[] = []
  const log = pino({ level: 'error' }, { write: (line) => void errors.push(line) })
  const key = { id: 'AKIDfuzz', secret: 'a secret of the fuzzer' }
  const opened = await openKeys({ store, source: config.masterKey, data, chance, clock })
  const { keyring } = opened
  const vault = createVault(keyring.vault)
  await ensureAdministrator({ store, vault, clock, chance }, data, key)
  const parts = { vault, store, log, clock, room: () => undefined, signal: new AbortController().signal }
  const rotation = createRotation({ ...parts, opened, source: config.masterKey, chance })
  const services = compose({ ...parts, config, keyring, rotation, version: '0' })
  const dialects = createDialects({
    ...services,
    region: 'local',
    rateLimit: 0,
    report: (error) => {
      throw error
    },
  })
  const api = createApi(services, log)
  return {
    dialects: ({ body, ...head }) => dialects({ head: parseHead(head), body, peer }),
    api: ({ body, ...head }) => api({ head: parseHead(head), body, peer }),
    key,
    now,
    services,
    errors,
  }
}

/** `METHOD target`, headers a line each, an empty line, the body: as a client would send it, but read without mercy. */
export function readRequest(input: Buffer): RawHead & { readonly body: Uint8Array } {
  const text = input.toString('latin1')
  const end = text.indexOf('\n\n')
  const [first = '', ...lines] = (end < 0 ? text : text.slice(0, end)).split('\n')
  const [method = '', ...target] = first.split(' ')
  const rawHeaders = lines.flatMap((line) => {
    const at = line.indexOf(':')
    return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
  })
  return { method, rawTarget: target.join(' '), rawHeaders, body: end < 0 ? Buffer.alloc(0) : input.subarray(end + 2) }
}
