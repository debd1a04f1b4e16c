import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Caller, createNativeIds, createPublicIds, createRegisterCode, type Deps, proofKeyOf } from '@muster/core'
import { createSources } from '@muster/dialects'
import {
  type AgentMessage,
  connectText,
  type Nonces,
  protocolVersion,
  readServerMessage,
  registerProof,
  registerText,
  resumeHeaders,
  type ServerMessage,
  writeAgentMessage,
} from '@muster/protocol/agent'
import { openInlineStore } from '@muster/store'
import pino from 'pino'
import { WebSocket } from 'ws'
import { createBus } from '../../src/events/bus.ts'
import { createHub, type Hub } from '../../src/gateway/native/hub.ts'
import { acceptAgents } from '../../src/gateway/native/upgrade.ts'
import { newServerKey } from '../../src/keys/keyring.ts'
import { readServerKey } from '../../src/keys/server-key.ts'
import { createVault } from '../../src/keys/vault.ts'

export interface World {
  readonly deps: Deps
  readonly hub: Hub
  readonly port: number
  readonly clock: { at: number }
  /** Resolves when the record shows an agent online. */
  readonly onRecord: () => Promise<void>
  readonly enrolment: (limit: number) => Promise<{ readonly code: string; readonly secret: string }>
}

export const caller: Caller = {
  accountId: 1,
  userId: 1,
  userName: 'administrator',
  role: 'administrator',
  policy: undefined,
  accessKeyId: 'AKID',
}

/** A gateway on a port of loopback over the real store, with a clock that the test moves. */
export async function openWorld(t: TestContext, sourceLimit = 0): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), 'muster-gateway-'))
  const store = openInlineStore({ path: ':memory:' })
  const clock = { at: Date.parse('2026-11-22T07:00:00Z') }
  await store.ensureAdministrator({ id: caller.accessKeyId, sealedSecret: Buffer.from('sealed'), at: clock.at })
  const ids = createPublicIds(Buffer.from('0123456789abcdef'))
  const deps: Deps = {
    store,
    ids,
    nativeIds: createNativeIds(ids),
    clock: { now: () => clock.at },
    chance: randomBytes,
    vault: createVault([{ id: 1, key: Buffer.alloc(32, 7), at: 0 }]),
    nudge: { deliver: () => {}, cancel: () => {}, renew: () => {}, cutOff: () => {} },
    gateway: { reserve: () => ({ has: () => false, send: () => {}, release: () => {} }) },
    announce: () => {},
    linkToOutput: String,
    digest: String,
    terminals: {
      keyTo: ({ id }) => ({ token: `token-${id}`, url: `ws://server/session?sessionId=${id}` }),
      end: () => {},
    },
  }
  const log = pino({ level: 'silent' })
  const hub = createHub({
    deps: () => deps,
    hold: async () => new Set(),
    wholeOutputLimit: 1_048_576,
    linkToFile: () => '',
    region: 'local',
    serverKey: readServerKey(newServerKey()),
    sources: createSources(deps.clock, sourceLimit),
    ticketKey: 'the key of the tickets',
    bus: createBus(),
    log,
    after: (_, work) => void setImmediate(work),
  })
  const server = createServer()
  acceptAgents(server, { hub, log, mayConnect: () => true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(async () => {
    await hub.close()
    server.close()
    await store.close()
    rmSync(data, { recursive: true })
  })
  const enrolment = async (limit: number) => {
    const draft = { kind: 'cvm', description: '', namePrefix: '', limit, hours: 4, ipRange: '' } as const
    const { id, secret } = await createRegisterCode(deps, caller, draft)
    return { code: deps.nativeIds.formatCode(id), secret }
  }
  const online = async () => (await store.listInstances(1, { online: [true] }, { offset: 0, limit: 1 })).total
  const onRecord = async () => {
    while ((await online()) === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return { deps, hub, onRecord, port: (server.address() as AddressInfo).port, clock, enrolment }
}

export interface Peer {
  /** The server's, that it took a ticket. */
  readonly proof: string | undefined
  readonly send: (message: AgentMessage) => void
  /** The next message, whatever it is. */
  readonly receive: () => Promise<ServerMessage>
  readonly leave: () => Promise<void>
  readonly closed: Promise<unknown>
}

export async function connectPeer(port: number, headers: Readonly<Record<string, string>> = {}): Promise<Peer> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/agent/v1`, { headers })
  const closed = once(socket, 'close')
  const waiting: ServerMessage[] = []
  const readers: ((message: ServerMessage) => void)[] = []
  socket.on('message', (data: Buffer, isBinary) => {
    const message = readServerMessage(isBinary ? data : data.toString())
    const reader = readers.shift()
    if (reader) reader(message)
    else waiting.push(message)
  })
  const [[response]] = await Promise.all([once(socket, 'upgrade'), once(socket, 'open')])
  return {
    proof: response.headers[resumeHeaders.proof],
    send: (message) => socket.send(writeAgentMessage(message)),
    receive: async () => waiting.shift() ?? new Promise((resolve) => readers.push(resolve)),
    leave: async () => {
      socket.close()
      await closed
    },
    closed,
  }
}

const facts = {
  hostName: 'web',
  platform: 'linux',
  architecture: 'x64',
  localIp: '10.0.0.1',
  machineId: 'machine',
  agentVersion: '0.1.0',
  agentUser: 'root',
  timeZone: 'UTC',
} as const

/** The keys of a host and the messages that they sign. */
export function createHost() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const signed = (text: Uint8Array, key: KeyObject = privateKey) => sign(null, text, key).toString('base64')
  return {
    greet: async (peer: Peer): Promise<Nonces> => {
      const nonce = randomBytes(24).toString('base64url')
      peer.send({ type: 'hello', protocol: protocolVersion, nonce })
      const answer = await peer.receive()
      if (answer.type !== 'challenge') throw new Error(`${answer.type} in place of a challenge`)
      return { agent: nonce, server: answer.nonce }
    },
    register: (peer: Peer, nonces: Nonces, { code, secret }: { code: string; secret: string }) => {
      const text = registerText(nonces, code, spki, 'web-1')
      const proof = registerProof(proofKeyOf(secret), text)
      const message = { code, proof, publicKey: spki, signature: signed(text), name: 'web-1', tags: {}, facts }
      peer.send({ type: 'register', ...message })
      return peer.receive()
    },
    connect: (peer: Peer, nonces: Nonces, instance: string, epoch: number, ticket?: 'wanted') => {
      const signature = signed(connectText(nonces, instance, epoch))
      peer.send({ type: 'connect', instance, epoch, signature, facts, ticket })
      return peer.receive()
    },
  }
}
