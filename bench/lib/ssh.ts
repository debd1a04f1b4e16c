import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { makeFolder, run, start } from './children.ts'
import { type CleanUser, cleanUser, findProgram } from './peers.ts'
import { freePort } from './postgres.ts'
import { until } from './wait.ts'

export interface SshHosts {
  /** An ssh configuration in which h001 … are all this machine. */
  readonly config: string
  readonly folder: string
  /** What the user who signs in may write to. */
  readonly home: string
}

/** A real sshd on loopback, with a user and a key of its own, behind so many host names. */
export async function startSshHosts(count: number): Promise<SshHosts> {
  const sshd = await findProgram('sshd', 'openssh-server')
  await findProgram('ssh', 'openssh-client')
  const user = await cleanUser()
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  const [hostKey, key] = [join(folder, 'host_key'), join(folder, 'key')]
  for (const file of [hostKey, key]) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file])
  const home = makeHome(folder, user, await run('cat', [`${key}.pub`]))
  const port = await freePort()
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  writeFileSync(
    join(folder, 'sshd_config'),
    `ListenAddress 127.0.0.1
Port ${port}
HostKey ${hostKey}
PidFile none
AuthorizedKeysFile ${join(home, 'authorized_keys')}
StrictModes no
UsePAM no
PasswordAuthentication no
PrintMotd no
MaxStartups 1000
MaxSessions 1000
Subsystem sftp internal-sftp
`,
  )
  start(sshd, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' })
  await until('sshd', 10, () => answers(port))
  const config = join(folder, 'ssh_config')
  const names = Array.from({ length: count }, (_, index) => hostName(index)).join(' ')
  writeFileSync(
    config,
    `Host ${names}
  HostName 127.0.0.1
  Port ${port}
  User ${user.name}
  IdentityFile ${key}
  IdentitiesOnly yes
  StrictHostKeyChecking no
  UserKnownHostsFile /dev/null
  LogLevel ERROR
`,
  )
  return { config, folder, home }
}

export const hostName = (index: number): string => `h${String(index + 1).padStart(3, '0')}`

function makeHome(folder: string, user: CleanUser, publicKey: string): string {
  const home = join(folder, 'home')
  mkdirSync(home)
  writeFileSync(join(home, 'authorized_keys'), publicKey)
  if (process.getuid?.() === 0) chownSync(home, user.uid, user.gid)
  return home
}

function answers(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(undefined))
  })
}
