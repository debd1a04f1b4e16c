import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { publicAccount, sealDraft } from '@muster/core'
import { openSqliteStore } from '@muster/store'
import pino from 'pino'
import { type Config, readConfig } from './config.ts'
import { ensureAdministrator } from './keys/administrator.ts'
import { openDataFolder } from './keys/data-files.ts'
import { lockFolder } from './keys/lock.ts'
import { openKeys } from './keys/open-keyring.ts'
import { createVault } from './keys/vault.ts'
import { readLibrary } from './library/library.ts'
import { fileAt, freeBytesOf, watchDisks } from './limits/disk.ts'
import { ConfigError, helpText } from './options.ts'
import { stopOnSignals } from './stop.ts'

const clock = { now: Date.now }

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The address is in use: stop the other program, or choose another with --listen.',
  EADDRNOTAVAIL: 'This machine has no such address: choose another with --listen.',
  ENOTFOUND: 'This machine knows no such name: choose another with --listen.',
  ENOSPC: 'The disk of the data folder is full: make room, then start again.',
}

/** Starts the server and returns when it has stopped. */
export async function server(argv: readonly string[]): Promise<void> {
  try {
    const config = readConfig(argv, process.env)
    if (config === 'help') return void process.stdout.write(helpText())
    await serve(config, stopOnSignals())
  } catch (error) {
    process.stderr.write(`error: ${explain(error as NodeJS.ErrnoException)}\n`)
    // One that broke off on its way may be listening already.
    process.exit(error instanceof ConfigError ? 2 : 1)
  }
}

function explain({ code = '', syscall, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES' && syscall === 'listen')
    return 'This user may not serve that port: choose one from 1024 on with --listen, or give the server CAP_NET_BIND_SERVICE.'
  return reasons[code] ?? message
}

async function serve(config: Config, signal: AbortSignal): Promise<void> {
  openDataFolder(config.data)
  const lock = lockFolder(config.data)
  const log = pino({ level: config.logLevel, base: null }, pino.destination(2))
  const disks = watchDisks({
    folders: [dirname(config.database), config.outputs.folder],
    reserveBytes: config.diskReserveBytes,
    log,
    freeBytesOf,
    recordFile: () => fileAt(config.database),
  })
  await disks.look()
  // The rest of the server loads while the writer's thread starts: 0.1 s of a start.
  const [store, { run }] = await Promise.all([
    openSqliteStore({ path: config.database, room: disks.room }),
    import('./run.ts'),
  ])
  try {
    const opened = await openKeys({ store, source: config.masterKey, data: config.data, chance: randomBytes, clock })
    const vault = createVault(opened.keyring.vault)
    await ensureAdministrator({ store, vault, clock, chance: randomBytes }, config.data, config.admin)
    const commands = readLibrary().map(({ draft, scenes }) => ({
      draft: sealDraft(vault, publicAccount, draft),
      scenes,
    }))
    await store.ensurePublicCommands({ commands, at: clock.now() })
    await run(config, { opened, vault, store, disks, clock, log, signal })
  } finally {
    await store.close()
    lock.release()
  }
  log.info('stopped')
}
