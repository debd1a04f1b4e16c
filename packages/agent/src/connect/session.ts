import { closeCodes, type Facts, isTerminalOrder, resumeHeaders, type ServerMessage } from '@muster/protocol/agent'
import { exitCodes, Failure } from '../failure.ts'
import type { Identity } from '../identity/identity.ts'
import type { Log } from '../log.ts'
import type { TaskDesk } from '../tasks/ports.ts'
import { createAside, createProofChecker } from '../tasks/proof.ts'
import { createOrderCheck } from '../terminal/order.ts'
import type { TerminalDesk } from '../terminal/terminals.ts'
import { nextTurn } from '../turn.ts'
import type { ServerAddress } from './address.ts'
import type { Trouble } from './backoff.ts'
import type { Dial } from './dial.ts'
import { type Enrolment, shakeHands } from './handshake.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { prepareResumption, type Resumption } from './resume.ts'
import { Disconnected, openSocket, type Socket, type Take } from './socket.ts'

export interface SessionParts {
  readonly address: ServerAddress
  readonly dial: Dial
  readonly localAddress: string | undefined
  readonly identity: Identity
  readonly enrolment: Enrolment | undefined
  readonly facts: Facts
  readonly desk: TaskDesk
  readonly terminals: TerminalDesk
  readonly log: Log
  /** Whether each is read in a turn of its own; the agents of a swarm share what that costs. */
  readonly frames: 'in turns' | 'at once'
  /** Whether the signatures of tasks are looked at aside of the event loop; the same. */
  readonly signatures: 'aside' | 'at once'
  readonly nonce: () => string
  /** Waits for leave to connect; what it gives is called once the connection stands or has failed. */
  readonly enter: () => Promise<() => void>
}

/** A connection that ended and may be tried again. */
export interface SessionEnd {
  readonly reached: 'ready' | 'nothing'
  readonly pace: Trouble
  readonly reason: string
}

const takes: Readonly<Record<SessionParts['frames'], Take>> = {
  'in turns': (work) => void nextTurn().then(work),
  'at once': (work) => work(),
}

/** One connection from its handshake to its end. Throws a Failure when coming again is no use. */
export async function runSession(parts: SessionParts, signal: AbortSignal): Promise<SessionEnd> {
  const { desk, terminals, identity, log } = parts
  const leave = await parts.enter()
  const inbox = createInbox()
  let resumption: Resumption | undefined
  const url = new URL(parts.address.url)
  const stream = parts.dial.open(url, parts.localAddress)
  const headers = async () => {
    resumption = await prepareResumption(identity, parts.nonce())
    return resumption?.headers ?? {}
  }
  // What is typed does not wait for tasks to be stored.
  const message = (told: ServerMessage) => (isTerminalOrder(told) ? terminals.handle(told) : inbox.put(told))
  const socket = openSocket({ url, stream, headers }, { message, closed: inbox.fail }, takes[parts.frames])
  const stop = () => socket.terminate()
  signal.addEventListener('abort', stop)
  // It may have come while this one waited to be let in.
  if (signal.aborted) stop()
  let reached: SessionEnd['reached'] = 'nothing'
  try {
    const opened = await socket.opened
    const resumed = resumption?.conclude(opened[resumeHeaders.proof]?.toString())
    const { instance, serverKey } = resumed ?? (await introduce(parts, socket.send, inbox))
    if (!resumed) await parts.dial.trust(stream)
    log.info(`connected as ${instance}, epoch ${identity.epoch()}`)
    reached = 'ready'
    const check = createProofChecker(serverKey, instance)
    desk.connect(socket)
    terminals.connect(socket, createOrderCheck({ serverKey, instance, epoch: identity.epoch() }))
    leave()
    const ahead = parts.signatures === 'aside' ? createAside(serverKey) : undefined
    return await inbox.serve((told) => {
      const handle = () => desk.handle(orRefuse(told), check)
      return ahead && told.type === 'deliver' ? ahead(told.tasks).then(handle) : handle()
    })
  } catch (error) {
    if (error instanceof Failure) throw error
    if (error instanceof Disconnected) return { reached, ...readClose(error) }
    return { reached, pace: 'failed', reason: error instanceof Error ? error.message : String(error) }
  } finally {
    signal.removeEventListener('abort', stop)
    leave()
    desk.connect(undefined)
    terminals.disconnect()
    socket.terminate()
  }
}

const introduce = ({ address, identity, enrolment, facts, nonce }: SessionParts, send: Socket['send'], inbox: Inbox) =>
  shakeHands(
    { send, receive: expecting(inbox) },
    { identity, enrolment, facts, nonce: nonce(), privacy: address.privacy },
  )

class Refused extends Error {}

function orRefuse(message: ServerMessage): ServerMessage {
  if (message.type !== 'refuse') return message
  if (message.final) throw new Failure(`the server refused: ${message.reason}`, exitCodes.refused)
  throw new Refused(`the server refused: ${message.reason}`)
}

const expecting = (inbox: Inbox) =>
  async function receive<T extends ServerMessage['type']>(type: T): Promise<Extract<ServerMessage, { type: T }>> {
    const message = orRefuse(await inbox.take())
    if (message.type !== type) throw new Error(`the server sent ${message.type} in place of ${type}`)
    return message as Extract<ServerMessage, { type: T }>
  }

function readClose({ code, reason, refused, message }: Disconnected): Pick<SessionEnd, 'pace' | 'reason'> {
  switch (code) {
    case closeCodes.replaced:
      throw new Failure(
        'another agent with the same identity has connected. Was the data folder copied? Enrol this host anew.',
        exitCodes.replaced,
      )
    case closeCodes.refused:
      throw new Failure(`the server refused: ${reason || 'no reason was given'}`, exitCodes.refused)
    default:
      return { pace: refused ? 'refused' : 'failed', reason: message }
  }
}
