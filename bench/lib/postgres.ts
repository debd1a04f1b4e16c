import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { makeFolder, run, start } from './children.ts'
import { cleanUser, findProgram } from './peers.ts'
import { until } from './wait.ts'

const home = '/usr/lib/postgresql'

/** The programs of Debian's newest PostgreSQL. */
async function findBinaries(): Promise<string> {
  if (!existsSync(home)) await findProgram('pg_lsclusters', 'postgresql')
  const [newest] = readdirSync(home).sort((a, b) => Number(b) - Number(a))
  if (!newest) throw new Error(`there is no PostgreSQL under ${home}`)
  return join(home, newest, 'bin')
}

/** A real PostgreSQL with its own defaults, durable as ours, on loopback, run by a user of its own. */
export async function startPostgres(): Promise<{
  /** The address of a new database: what one peer leaves is nothing to the next one's planner. */
  readonly database: (name: string) => Promise<string>
}> {
  const binaries = await findBinaries()
  const { uid, gid } = await cleanUser()
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  const data = join(folder, 'postgres')
  mkdirSync(data, { mode: 0o700 })
  chownSync(data, uid, gid)
  const as = process.getuid?.() === 0 ? { uid, gid } : {}
  await run(join(binaries, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...as,
    cwd: data,
  })
  const port = await freePort()
  const settings = ['-h', '127.0.0.1', '-p', String(port), '-k', data]
  start(join(binaries, 'postgres'), ['-D', data, ...settings], { ...as, cwd: data, stdio: 'ignore' })
  const ready = ['-h', '127.0.0.1', '-p', String(port), '-q']
  await until('PostgreSQL', 30, async () =>
    run(join(binaries, 'pg_isready'), ready).then(
      () => true,
      () => undefined,
    ),
  )
  return {
    database: async (name) => {
      await run(join(binaries, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'bench', name])
      return `postgres://bench@127.0.0.1:${port}/${name}`
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no free port was found')
  return address.port
}
