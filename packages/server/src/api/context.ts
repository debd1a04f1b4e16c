import { type Caller, type Deps, MusterError } from '@muster/core'
import type { routes } from '@muster/protocol/api'
import type * as z from 'zod'
import type { Bus } from '../events/bus.ts'
import type { Files } from '../files/files.ts'
import type { Rotation } from '../keys/rotation.ts'

/** What describes this server to its callers. */
export interface About {
  readonly version: string
  readonly data: string
  readonly region: string
  readonly serverKey: string
  /** Fingerprint of the authority of its certificate, where that is one of its own. */
  readonly serverCert: () => string | null
  /** SHA-256 of the agent's bundle, where there is one. */
  readonly agentHash: string | null
}

export interface CallContext {
  /** Its store writes the audit line of this call. */
  readonly deps: Deps
  readonly caller: Caller
  readonly about: About
  readonly bus: Bus
  readonly rotation: Rotation
  readonly files: Files
  /** The file of a terminal's recording. */
  readonly recordingOf: (terminalId: number) => string
}

type Routes = typeof routes
export interface Call<Name extends keyof Routes> {
  readonly path: Readonly<Record<string, string>>
  readonly query: z.output<Routes[Name]['query']>
  readonly body: z.output<Routes[Name]['body']>
}

export type Handler<Name extends keyof Routes> = (
  context: CallContext,
  call: Call<Name>,
) => Promise<z.input<Routes[Name]['answer']>>

/** The whole of a listing of at most this many. */
export const everything = { offset: 0, limit: 1_000_000 } as const

/** The number behind a native id in a path or body, or the error that says there is no such thing. */
export function commandId({ deps }: CallContext, text: string): number {
  const id = deps.nativeIds.parse('command', text)
  if (id === undefined) throw new MusterError('CommandNotFound', `${JSON.stringify(text)} is no id of a command.`)
  return id
}

export function invocationId({ deps }: CallContext, text: string): number {
  const id = deps.nativeIds.parse('invocation', text)
  if (id === undefined)
    throw new MusterError('InvocationNotFound', `${JSON.stringify(text)} is no id of an invocation.`)
  return id
}

export function scheduleId({ deps }: CallContext, text: string): number {
  const id = deps.nativeIds.parse('schedule', text)
  if (id === undefined) throw new MusterError('ScheduleNotFound', `${JSON.stringify(text)} is no id of a schedule.`)
  return id
}

export function instanceId({ deps }: CallContext, text: string): number {
  const parsed = deps.nativeIds.parseInstance(text)
  if (!parsed) throw new MusterError('InstanceNotFound', `${JSON.stringify(text)} is no id of an instance.`)
  return parsed.id
}

export function terminalId({ deps }: CallContext, text: string): number {
  const id = deps.nativeIds.parse('terminal', text)
  if (id === undefined) throw new MusterError('TerminalNotFound', `${JSON.stringify(text)} is no id of a terminal.`)
  return id
}

export function registerCodeId({ deps }: CallContext, text: string): number {
  const id = deps.nativeIds.parseCode(text)
  if (id === undefined)
    throw new MusterError('RegisterCodeNotFound', `${JSON.stringify(text)} is no id of a register code.`)
  return id
}
