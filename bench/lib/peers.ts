import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { atEnd, run } from './children.ts'

const folder = new URL('..', import.meta.url).pathname
const policy = '/usr/sbin/policy-rc.d'

/** Installs the peers that come from the registry, when they are not there. */
export async function installPackages(): Promise<void> {
  if (existsSync(join(folder, 'node_modules', 'pg-boss'))) return
  await run('npm', ['ci', '--prefix', folder, '--no-audit', '--no-fund'], { cwd: folder })
}

const found = (program: string): string | undefined =>
  [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/bin']
    .map((place) => join(place, program))
    .find((path) => existsSync(path))

/** The path of a program; its Debian package is installed when it is missing and we may, with no service started. */
export async function findProgram(program: string, debianPackage: string): Promise<string> {
  const path = found(program)
  if (path) return path
  if (process.getuid?.() !== 0) throw new Error(`${program} is missing: install the package ${debianPackage}`)
  await withoutServices(async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], { env })
  })
  const installed = found(program)
  if (!installed) throw new Error(`${debianPackage} was installed but has no ${program}`)
  return installed
}

/** Debian starts what it installs unless this file says no. */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  if (existsSync(policy)) return work()
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await work()
  } finally {
    rmSync(policy, { force: true })
  }
}

export interface CleanUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** A user that exists for the bench alone; ourselves where we may not make one. */
export async function cleanUser(): Promise<CleanUser> {
  const [uid = 0, gid = 0] = [process.getuid?.(), process.getgid?.()]
  if (uid !== 0) return { name: (await run('id', ['-un'])).trim(), uid, gid }
  const name = `musterbench${process.pid}`
  // A password that fits nothing: sshd takes an account without one for locked.
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/sh', '--password', '*', name])
  atEnd(() => void spawnSync('userdel', [name]))
  const id = async (flag: string) => Number((await run('id', [flag, name])).trim())
  return { name, uid: await id('-u'), gid: await id('-g') }
}
