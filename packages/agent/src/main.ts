import { randomBytes } from 'node:crypto'
import { access, chmod, constants, mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { systemClock } from './clock.ts'
import { readAddress, type ServerAddress } from './connect/address.ts'
import { type Credentials, createDial } from './connect/dial.ts'
import { type Enrolment, notEnrolled } from './connect/handshake.ts'
import { stayConnected } from './connect/stay-connected.ts'
import { createAccounts } from './execute/accounts.ts'
import { noCgroups, openCgroups } from './execute/cgroups.ts'
import { createContainers } from './execute/containers.ts'
import { Helper } from './execute/helper.ts'
import { HostExecutor, type HostParts } from './execute/host-executor.ts'
import { installPrograms } from './execute/install-programs.ts'
import { Masker } from './execute/masker.ts'
import { readBootId } from './execute/processes.ts'
import { openScratch } from './execute/scratch.ts'
import { searchPath } from './execute/shells.ts'
import { Spares } from './execute/spares.ts'
import { exitCodes, explain, Failure } from './failure.ts'
import { openIdentity } from './identity/disk-identity.ts'
import { openPins } from './identity/disk-pins.ts'
import { readFacts } from './identity/facts.ts'
import { hostNameOf } from './identity/host-name.ts'
import { lockFolder } from './identity/lock.ts'
import { ownUser } from './identity/own-user.ts'
import { readTimeZone } from './identity/time-zone.ts'
import { createGuard, createTerminalGuard } from './limits/guard.ts'
import { openLimits, type ReadLimits } from './limits/limits-file.ts'
import { createLog, type Log } from './log.ts'
import { keepSmall } from './memory.ts'
import {
  agentOptions,
  describeOptions,
  isOn,
  readCredentials,
  readOptions,
  readSecret,
  readTags,
  text,
  type Values,
} from './options.ts'
import { Desk } from './tasks/desk.ts'
import { diskJournal, tasksFolder } from './tasks/disk-journal.ts'
import { endLeftovers, markTerminals } from './terminal/leftovers.ts'
import { findObstacle } from './terminal/provider.ts'
import { createTerminals } from './terminal/terminals.ts'

/** Runs the agent until it is told to stop. Scripts that run then go on, and the next agent takes them up. */
export async function agent(argv: readonly string[]): Promise<void> {
  const log = createLog((lines) => process.stderr.write(lines), systemClock)
  process.once('exit', log.flush)
  try {
    const values = readOptions(agentOptions, argv, process.env)
    if (isOn(values.help)) {
      process.stdout.write(
        describeOptions('muster agent: runs the scripts of a Muster server on this host', agentOptions),
      )
      return
    }
    const stop = new AbortController()
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort())
    await serve(values, log, stop.signal)
    process.exit(0)
  } catch (error) {
    const { line, exitCode } = explain(error)
    log.flush()
    process.stderr.write(`${line}\n`)
    process.exit(exitCode)
  }
}

async function serve(values: Values, log: Log, signal: AbortSignal): Promise<void> {
  const address = readAddress(text(values.server), isOn(values.insecure) ? 'optional' : 'required')
  const data = await openFolder(text(values.data) ?? './agent-data')
  const unlock = await lockFolder(data)
  try {
    const identity = await openIdentity(data)
    const dial = await createDial(address.url, readCredentials(values), openPins(data))
    const enrolment = identity.enrolled() ? undefined : readEnrolment(values, address.loopback)
    const limits = limitsOf(data, text(values.limits))
    const groups = isOn(values['no-cgroups']) ? 'without groups' : 'with groups'
    const server = { server: address.url, data, credentials: absolute(readCredentials(values)) }
    const host = await openHost({ data, groups, limits, line: address.privacy, server, log })
    try {
      const nonce = () => randomBytes(32).toString('base64url')
      const enter = async () => () => {}
      keepSmall(systemClock)
      await stayConnected(
        {
          address,
          dial,
          localAddress: undefined,
          identity,
          enrolment,
          facts: readFacts(),
          desk: host.desk,
          terminals: host.terminals,
          log,
          frames: 'in turns',
          signatures: 'aside',
          nonce,
          enter,
        },
        Math.random,
        signal,
      )
      log.info('stopped; scripts that run go on')
    } finally {
      await host.close()
    }
  } finally {
    await unlock()
  }
}

function limitsOf(data: string, given: string | undefined): ReadLimits {
  const path = resolve(given ?? join(data, 'limits.json'))
  return openLimits({ path, presence: given === undefined ? 'looked for' : 'given', uid: ownUser().uid })
}

interface HostOptions {
  readonly data: string
  readonly groups: 'with groups' | 'without groups'
  readonly limits: ReadLimits
  /** To the server. */
  readonly line: ServerAddress['privacy']
  readonly server: HostParts['server']
  readonly log: Log
}

/** All that runs scripts here, with what an earlier agent left taken up. */
async function openHost({ data, groups, limits, line, server, log }: HostOptions) {
  const name = hostNameOf(data)
  const { uid, username } = ownUser()
  const guard = createGuard(limits, username, log)
  endLeftovers(data, name)
  const boot = readBootId()
  const helper = new Helper(await installPrograms(data), tasksFolder(data), systemClock)
  const cgroups = groups === 'with groups' ? openCgroups(name) : noCgroups
  const scratch = await openScratch(name, join(data, 'scratch'), log)
  const spares = new Spares({ data, helper, cgroups, scratch, clock: systemClock, log })
  const journal = diskJournal(data, log, spares)
  const { specs } = await journal.load()
  await scratch.sweep(specs.map((spec) => spec.scratch))
  cgroups.sweep(specs.map((spec) => spec.cgroup))
  const findAccount = createAccounts(Date.now)
  const executor = new HostExecutor({
    data,
    boot,
    server,
    helper,
    spares,
    masker: new Masker(tasksFolder(data), systemClock),
    scratch,
    cgroups,
    findAccount,
    findContainer: createContainers(process.env.PATH || searchPath),
    clock: systemClock,
    log,
  })
  const desk = new Desk({ journal, executor, log, clock: systemClock, boot, guard, timeZone: readTimeZone() })
  await desk.open()
  spares.refill()
  const mayOpen = createTerminalGuard(limits, username)
  const terminals = createTerminals({
    refusal: async (user) => refuseReadable(line) ?? mayOpen(user) ?? findObstacle(uid),
    findAccount,
    cgroups,
    opening: () => markTerminals(data),
    agent: name,
    log,
  })
  const close = async () => {
    executor.close()
    await scratch.close()
  }
  return { desk, terminals, close }
}

/** Scripts run in other folders than the agent. */
const absolute = ({ ca, cert, key, expected }: Credentials): Credentials => ({
  ca: ca && resolve(ca),
  cert: cert && resolve(cert),
  key: key && resolve(key),
  expected,
})

/** Tasks are signed, what is typed is not. */
const refuseReadable = (line: ServerAddress['privacy']): string | undefined =>
  line === 'private'
    ? undefined
    : 'the agent reaches its server without TLS, and a terminal needs a line that nobody reads'

async function openFolder(path: string): Promise<string> {
  const data = resolve(path)
  await makeFolder(data).catch(({ code }: NodeJS.ErrnoException) => {
    const words = 'name a folder that the user of the agent may read and write'
    throw new Failure(`--data ${data} cannot be used (${code}): ${words}.`, exitCodes.usage)
  })
  if (((await stat(data)).mode & 0o022) !== 0)
    throw new Failure(`others may write to ${data}. Choose another folder with --data, or close it.`, exitCodes.usage)
  return realpath(data)
}

async function makeFolder(data: string): Promise<void> {
  const made = await mkdir(data, { recursive: true, mode: 0o700 })
  // A folder that holds other things is not closed to others: it may be someone's home by mistake.
  if (made || (await readdir(data)).length === 0) await chmod(data, 0o700)
  await access(data, constants.R_OK | constants.W_OK | constants.X_OK)
}

function readEnrolment(values: Values, loopback: boolean): Enrolment {
  const code = text(values.code)
  const secret = readSecret(values)
  if (!code || !secret) throw notEnrolled()
  const serverKey = text(values['server-key'])
  if (!loopback && !serverKey)
    throw new Failure(
      'the key of a server beyond this machine must be given: --server-key SHA256:… as the server shows it.',
      exitCodes.usage,
    )
  return { code, secret, serverKey, name: (text(values.name) ?? hostname()).slice(0, 128), tags: readTags(values) }
}
