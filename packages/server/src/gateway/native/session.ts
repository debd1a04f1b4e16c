import type { Deps } from '@muster/core'
import {
  type AgentMessage,
  closeCodes,
  type Facts,
  type Frame,
  type Held,
  isTerminalReport,
  type Nonces,
  readAgentMessage,
  type ServerMessage,
  type TaskEvent,
  type TerminalReport,
  writeServerMessage,
} from '@muster/protocol/agent'
import type { Connection } from '@muster/protocol/websocket'
import type { Logger } from 'pino'
import type { ServerKey } from '../../keys/server-key.ts'
import { type Admission, authenticate, type Doorkeeper } from './admission.ts'
import { challenge, checkVersion, register } from './handshake.ts'
import { OpenTasks } from './open-tasks.ts'
import { Refusal } from './refusal.ts'

/** The largest message of an agent: the kept outputs of all the tasks that it is given at a time. */
const messageBytes = 4 * 1024 * 1024
/** Bytes that wait for an agent to read them. One that does not is let go, and sent what is open when it comes back. */
const backlogBytes = 16 * 1024 * 1024

/** An agent's connection as it comes in; `head` came behind the handshake. */
export interface Peer {
  readonly connection: Connection
  readonly head: Buffer
  readonly address: string
}

/** What the hub is told of a session. */
export interface SessionEvents {
  /** The agent is who it says and has stored the epoch. */
  readonly ready: (session: Session, admission: Admission, facts: Facts) => Promise<void>
  readonly report: (session: Session, events: readonly TaskEvent[]) => void
  readonly terminal: (session: Session, report: TerminalReport) => void
  readonly closed: (session: Session) => void
}

interface Parts {
  readonly deps: Deps
  readonly doorkeeper: Doorkeeper
  readonly serverKey: ServerKey
  readonly log: Logger
  readonly events: SessionEvents
}

type Stage =
  | { readonly at: 'greeting' }
  | { readonly at: 'challenged'; readonly nonces: Nonces }
  | { readonly at: 'welcomed'; readonly admission: Admission; readonly facts: Facts }
  | { readonly at: 'ready' }
  | { readonly at: 'refused' }
  | { readonly at: 'closed' }

/** The life of one agent's connection, from its hello to its close. */
export class Session {
  readonly address: string
  instanceId = 0
  instanceName = ''
  epoch = 0
  readonly tasks = new OpenTasks()
  /** What the record holds of its tasks, of which it has not been told. */
  readonly owed: Held[] = []
  #heard = true
  #asked = false
  #pauses = 0
  #stage: Stage = { at: 'greeting' }
  // The handshake reads the store: each of its messages waits for the one before.
  #turn: Promise<void> = Promise.resolve()
  readonly #connection: Connection
  readonly #parts: Parts

  /** `admission`: the agent was let in on its ticket before the socket was opened. */
  constructor({ connection, head, address }: Peer, parts: Parts, admission?: Admission) {
    this.#connection = connection
    this.#parts = parts
    this.address = address
    if (admission) {
      this.#belongTo(admission)
      this.#stage = { at: 'ready' }
    }
    connection.start(head, {
      message: (frame) => this.#receive(frame),
      heard: () => {
        this.#heard = true
      },
      ended: ({ error }) => {
        if (error) parts.log.debug({ address, error: error.message }, 'agent connection failed')
        const before = this.#stage.at
        this.#stage = { at: 'closed' }
        if (before !== 'closed') parts.events.closed(this)
      },
    })
  }

  get ready(): boolean {
    return this.#stage.at === 'ready'
  }

  get isOpen(): boolean {
    return this.#stage.at !== 'closed'
  }

  /** Bytes that the kernel has not taken yet. */
  get backlog(): number {
    return this.#connection.backlog
  }

  send(message: ServerMessage): void {
    if (this.backlog > backlogBytes) this.terminate()
    else this.#connection.send(writeServerMessage(message))
  }

  /** Stops reading from the agent, until each of those who asked for it has had enough. */
  pause(): void {
    this.#pauses += 1
    this.#connection.pause()
  }

  resume(): void {
    this.#pauses -= 1
    if (this.#pauses === 0) this.#connection.resume()
  }

  /**
   * Called once a beat: whether the agent was heard since the last one. One that was not is asked, and dropped when it
   * does not answer by the next beat. Agents ping by themselves, so that most are never asked.
   */
  beat(): boolean {
    const heard = this.#heard
    if (!heard && this.#asked) this.terminate()
    else if (!heard) this.#connection.ping()
    this.#asked = !heard
    this.#heard = false
    return heard
  }

  terminate(): void {
    this.#connection.terminate()
  }

  close(code: number, reason: string): void {
    this.#connection.close(code, reason)
  }

  /** What it tells cannot be kept now: it keeps that, and comes again. */
  turnAway(): void {
    this.close(closeCodes.tryAgainLater, 'try again later')
  }

  /** From here on nothing that the agent says counts, and it does not come again. */
  refuse(reason: string): void {
    this.#refuse(new Refusal(reason))
  }

  #receive(frame: Frame): void {
    // What was on its way when the session was refused counts for nothing.
    if (this.#stage.at === 'refused') return
    const message = parse(frame)
    if (!message) {
      this.#refuse(new Refusal('The agent sent a message that this server cannot read: update the agent.'))
      return
    }
    this.#heard = true
    if (message.type === 'report' && this.#stage.at === 'ready') {
      this.#parts.events.report(this, message.events)
      return
    }
    if (isTerminalReport(message) && this.#stage.at === 'ready') {
      this.#parts.events.terminal(this, message)
      return
    }
    this.#turn = this.#turn.then(() => this.#advance(message)).catch((error: unknown) => this.#refuse(error))
  }

  async #advance(message: AgentMessage): Promise<void> {
    const { deps, doorkeeper, serverKey, events } = this.#parts
    const stage = this.#stage
    if (stage.at === 'refused') return
    if (message.type === 'hello' && stage.at === 'greeting') {
      checkVersion(message)
      const nonces = { agent: message.nonce, server: Buffer.from(deps.chance(24)).toString('base64url') }
      this.#stage = { at: 'challenged', nonces }
      return this.send(challenge(serverKey, nonces))
    }
    if (message.type === 'register' && stage.at === 'challenged') {
      const instance = await register(deps, message, stage.nonces, {
        address: this.address,
        sources: doorkeeper.sources,
      })
      return this.send({ type: 'registered', instance })
    }
    if (message.type === 'connect' && stage.at === 'challenged') {
      const { admission, ticket } = await authenticate(doorkeeper, message, stage.nonces, this.address)
      if (this.#stage.at !== 'challenged') return
      this.#belongTo(admission)
      this.#stage = { at: 'welcomed', admission, facts: message.facts }
      return this.send({ type: 'welcome', epoch: admission.epoch, ticket })
    }
    if (message.type === 'ready' && stage.at === 'welcomed' && message.epoch === stage.admission.epoch) {
      await events.ready(this, stage.admission, stage.facts)
      if (this.#stage.at === 'welcomed') this.#stage = { at: 'ready' }
      return
    }
    // Reports that overtook the end of the handshake: it runs in turns, so by now the session may be ready.
    if (message.type === 'report' && this.ready) return events.report(this, message.events)
    throw new Refusal(`The agent sent "${message.type}" out of turn: update the agent.`)
  }

  #belongTo({ instance, instanceId, epoch }: Admission): void {
    this.epoch = epoch
    this.instanceId = instanceId
    this.instanceName = instance
    this.#connection.allow(messageBytes)
  }

  #refuse(error: unknown): void {
    if (this.#stage.at === 'refused' || this.#stage.at === 'closed') return
    this.#stage = { at: 'refused' }
    const refusal = error instanceof Refusal ? error : new Refusal('The server could not take the connection.', 'later')
    if (refusal !== error)
      this.#parts.log.error({ error: String(error), address: this.address }, 'agent session failed')
    else this.#parts.log.warn({ address: this.address, reason: refusal.message }, 'agent refused')
    this.send({ type: 'refuse', reason: refusal.message, final: refusal.final })
    this.close(closeCodes.refused, 'refused')
  }
}

function parse(frame: Frame): AgentMessage | undefined {
  try {
    return readAgentMessage(frame)
  } catch {
    return undefined
  }
}
