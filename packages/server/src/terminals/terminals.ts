import type { Audit, Terminals as TerminalsPort } from '@muster/core'
import { callerOf, type Deps, mayStillRun, refuseRun, type Terminal } from '@muster/core'
import type { Connection } from '@muster/protocol/websocket'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { OpenTerminal } from '../gateway/native/terminal-lines.ts'
import { createTerminalKeys, sessionPath, untilOf } from './keys.ts'
import { LiveTerminal, type Outcome } from './live-terminal.ts'
import { createRecordings } from './recording.ts'
import type { Wire } from './wires/wire.ts'

/** Keys and policies of who has a terminal open are looked at again this often. */
const rightsMs = 10_000

/** A client at the door. */
export interface Visitor {
  readonly address: string
  readonly wire: Wire
  readonly columns: number
  readonly rows: number
}

/** Terminals, from the token that opens one to its recording. */
export interface Terminals {
  readonly port: TerminalsPort
  /** The file of a recording. */
  readonly recordingOf: (id: number) => string
  /** Uses a token up; undefined where it is not good. */
  readonly enter: (terminal: string, token: string, address: string) => Promise<Terminal | undefined>
  readonly open: (terminal: Terminal, client: Connection, head: Buffer, visitor: Visitor) => void
  /** Ends what is idle, too old, or its user's no more. */
  readonly look: () => Promise<void>
  readonly forget: () => Promise<void>
  /** Where clients connect: known once the server listens. */
  readonly serveAt: (url: string) => void
  readonly close: () => void
}

interface Parts {
  readonly deps: (audit?: Audit) => Deps
  readonly key: Uint8Array
  readonly config: Config['terminals']
  readonly openLine: OpenTerminal
  readonly log: Logger
}

interface Live {
  readonly terminal: Terminal
  readonly session: LiveTerminal
}

export function createTerminals({ deps, key, config, openLine, log }: Parts): Terminals {
  const keys = createTerminalKeys(key)
  const recordings = createRecordings(config.folder)
  const live = new Map<number, Live>()
  let url = ''
  let rightsAt = 0

  const nameOf = (id: number) => deps().nativeIds.format('terminal', id)
  const now = () => deps().clock.now()

  /** With a line in the audit log, whose request is the terminal. */
  const audited = ({ id, accountId, userId, accessKeyId }: Terminal, act: 'connect' | 'end', source: string) =>
    deps({ accountId, userId, accessKeyId, action: `terminal:${act}`, requestId: nameOf(id), source, at: now() }).store

  async function enter(name: string, token: string, address: string): Promise<Terminal | undefined> {
    const id = deps().nativeIds.parse('terminal', name)
    if (id === undefined || !keys.isGood(token, name, untilOf(token))) return undefined
    const terminal = await deps().store.takeTerminal({ id, clientIp: address, at: now() })
    if (!terminal) return undefined
    const refusal = await refusalNow(deps(), terminal)
    if (refusal === undefined) return terminal
    await audited(terminal, 'end', address).moveTerminal({ id, to: 'failed', detail: refusal, at: now() })
    return undefined
  }

  function open(terminal: Terminal, client: Connection, head: Buffer, visitor: Visitor): void {
    const { id } = terminal
    const { wire, columns, rows, address } = visitor
    const title = `${terminal.userName} on ${terminal.hostUser || 'the host'}`
    const largest = config.recordingBytes
    const recording = recordings.open(nameOf(id), { title, columns, rows, now, largest })
    const record = (move: Promise<boolean>) =>
      move.catch((error: unknown) => log.error({ terminal: nameOf(id), error: String(error) }, 'not recorded'))
    const ended = async (outcome: Outcome) => {
      live.delete(id)
      const recorded = await recording.close()
      await record(audited(terminal, 'end', address).moveTerminal({ id, ...outcome, recorded, at: now() }))
    }
    const session = new LiveTerminal({
      client,
      wire,
      recording,
      now,
      limits: config,
      opened: () => void record(audited(terminal, 'connect', address).moveTerminal({ id, to: 'connected', at: now() })),
      ended: (outcome) => void ended(outcome),
    })
    live.set(id, { terminal, session })
    client.start(head, session.fromClient)
    const { instanceId, hostUser: userName, commandLine } = terminal
    const wanted = { number: id, instanceId, terminal: nameOf(id), userName, commandLine, columns, rows }
    const line = openLine(wanted, session.fromHost)
    if (line) session.attach(line)
    else session.end({ to: 'failed', closedReason: 'AgentNotOnline', detail: 'the host is not connected' })
  }

  async function look(): Promise<void> {
    for (const { session } of live.values()) session.look()
    const at = now()
    if (at - rightsAt < rightsMs) return
    rightsAt = at
    await deps().store.endTerminals({ of: 'unused', at })
    for (const { terminal, session } of live.values()) {
      const refusal = await refusalNow(deps(), terminal)
      if (refusal !== undefined) session.end({ to: 'terminated', detail: refusal })
    }
  }

  async function forget(): Promise<void> {
    const batch = 200
    for (;;) {
      const ids = await deps().store.pruneTerminals({ before: now() - config.keptMs, limit: batch })
      await Promise.all(ids.map((id) => recordings.remove(nameOf(id))))
      if (ids.length < batch) return
    }
  }

  return {
    port: {
      keyTo: ({ id, tokenUntil }) => {
        const name = nameOf(id)
        const token = keys.tokenOf(name, tokenUntil)
        return { token, url: `${url}${sessionPath}?sessionId=${name}&token=${token}` }
      },
      end: (id) => live.get(id)?.session.end({ to: 'terminated', detail: '' }),
    },
    recordingOf: (id) => recordings.pathOf(nameOf(id)),
    enter,
    open,
    look,
    forget,
    serveAt: (address) => {
      url = address.replace(/^http/, 'ws')
    },
    close: () => {
      for (const { session } of live.values()) session.end({ to: 'terminated', detail: 'the server stops' })
    },
  }
}

/** Why whoever asked for a terminal may not have it any more. */
async function refusalNow(deps: Deps, terminal: Terminal): Promise<string | undefined> {
  const { accessKeyId, instanceId, hostUser: userName } = terminal
  const key = await deps.store.findAccessKey(accessKeyId)
  const held = key && { enabled: key.enabled, role: key.role, expiresAt: key.temporary?.expiresAt }
  const may = mayStillRun({ accessKeyId, key: held, user: undefined }, deps.clock.now())
  if (may !== 'yes') return may.cause
  if (!key) return undefined
  try {
    await refuseRun(deps, callerOf(key), { instanceIds: [instanceId], command: 'script', userName })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
