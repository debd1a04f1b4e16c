import { randomUUID } from 'node:crypto'
import { systemClock } from './clock.ts'
import { readAddress } from './connect/address.ts'
import { createDial, noPins } from './connect/dial.ts'
import { notEnrolled } from './connect/handshake.ts'
import { stayConnected } from './connect/stay-connected.ts'
import { explain } from './failure.ts'
import { readFacts } from './identity/facts.ts'
import { memoryIdentity } from './identity/identity.ts'
import { generateKeys } from './identity/keys.ts'
import { createLog, type Log } from './log.ts'
import { describeOptions, isOn, readCredentials, readOptions, readSecret, text, type Values } from './options.ts'
import { seededChance } from './swarm/chance.ts'
import { createGate } from './swarm/gate.ts'
import { readNumbers, swarmOptions } from './swarm/options.ts'
import { createSimulatedDesk } from './swarm/simulated-desk.ts'
import { Tally } from './swarm/tally.ts'
import { noTerminals } from './terminal/terminals.ts'

/** Handshakes at once: more only wait for each other on the server. */
const handshakesAtOnce = 256
/**
 * A source address has about 28,000 ports to one server. The first agents are not bound to one: the kernel's search for a
 * port of a bound one takes up to a millisecond when thousands are taken.
 */
const agentsPerAddress = 20_000

/** Runs many simulated agents in one process, over the real protocol, until it is told to stop. */
export async function swarm(argv: readonly string[]): Promise<void> {
  const log = createLog((lines) => process.stderr.write(lines), systemClock)
  process.once('exit', log.flush)
  try {
    const values = readOptions(swarmOptions, argv, process.env)
    if (isOn(values.help)) {
      process.stdout.write(describeOptions('muster swarm: simulated agents that run nothing', swarmOptions))
      return
    }
    const stop = new AbortController()
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort())
    await run(values, log, stop.signal)
    process.exit(0)
  } catch (error) {
    const { line, exitCode } = explain(error)
    log.flush()
    process.stderr.write(`${line}\n`)
    process.exit(exitCode)
  }
}

async function run(values: Values, log: Log, signal: AbortSignal): Promise<void> {
  const address = readAddress(text(values.server), isOn(values.insecure) ? 'optional' : 'required')
  const dial = await createDial(address.url, readCredentials(values), noPins)
  const code = text(values.code)
  const secret = readSecret(values)
  if (!code || !secret) throw notEnrolled()
  const { count, seed, ...behaviour } = readNumbers(values)
  const serverKey = text(values['server-key'])
  const facts = readFacts()
  const gate = createGate(handshakesAtOnce)
  const severalAddresses = /^127\./.test(new URL(address.url).hostname)
  const localAddressOf = (index: number) =>
    severalAddresses && index >= agentsPerAddress ? `127.0.1.${Math.floor(index / agentsPerAddress)}` : undefined
  const tally = new Tally()
  let connected = 0
  let disconnected = 0
  // Of thousands of agents only the sum and what goes wrong is of interest, and of what all meet alike one in a thousand.
  const quiet: Log = {
    info: (message) => {
      if (!message.startsWith('connected as')) return
      connected += 1
      if (connected % 1000 === 0 || connected === count) log.info(`${connected} connections made`)
    },
    warn: (message) => {
      if (!message.startsWith('disconnected:')) return log.warn(message)
      disconnected += 1
      if (disconnected % 1000 === 1) log.warn(message)
    },
  }
  // A signal that thousands listen to looks through all of them whenever another one comes.
  const stops = new Set<AbortController>()
  signal.addEventListener('abort', () => {
    for (const stop of stops) stop.abort()
  })
  log.info(`starting ${count} agents`)
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const name = `swarm-${String(index + 1).padStart(5, '0')}`
      const chance = seededChance(seed + index)
      const desk = createSimulatedDesk({ behaviour, chance, clock: systemClock, tally })
      const parts = {
        address,
        dial,
        localAddress: localAddressOf(index),
        identity: memoryIdentity(generateKeys()),
        enrolment: { code, secret, serverKey, name, tags: {} },
        facts: { ...facts, hostName: name },
        desk,
        terminals: noTerminals(),
        log: quiet,
        frames: 'at once' as const,
        signatures: 'at once' as const,
        // Of Node's store of random numbers: bytes of its own cost each connect 13 µs.
        nonce: () => randomUUID(),
        enter: gate.enter,
      }
      const own = new AbortController()
      stops.add(own)
      await stayConnected(parts, chance, own.signal)
    }),
  )
  log.info(`started ${tally.started} scripts, ${tally.again} of them again`)
}
