import * as z from 'zod/mini'

/** Bytes of a terminal that may be on their way at once: what its reader has not taken stays in the host's PTY. */
export const terminalWindow = { output: 256 * 1024, input: 64 * 1024 } as const

const size = z.int().check(z.minimum(1), z.maximum(1000))

/** What a server orders when it opens a terminal. Its JSON is signed, and good for one connection of one agent. */
export const TerminalWork = z.object({
  /** Public id of the terminal, for names and logs. */
  terminal: z.string().check(z.maxLength(64)),
  instance: z.string(),
  /** Of the agent's connection: an order that was overheard is void on the next one. */
  epoch: z.int(),
  /** Empty: the agent's own user. */
  userName: z.string(),
  /** Empty: a login shell. */
  commandLine: z.string(),
  columns: size,
  rows: size,
})
export type TerminalWork = z.infer<typeof TerminalWork>

/** What the server signs. */
export const terminalText = (work: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from('muster agent 1 terminal\n'), work])

interface Of<Type extends string> {
  readonly type: Type
  readonly terminal: number
}

/** From the server; input only once the terminal is open. `terminalCredit`: so many bytes of output have reached their reader. */
export type TerminalOrder =
  | (Of<'openTerminal'> & { readonly work: Uint8Array; readonly signature: Uint8Array })
  | (Of<'terminalInput'> & { readonly data: Uint8Array })
  | (Of<'terminalSize'> & { readonly columns: number; readonly rows: number })
  | (Of<'terminalCredit'> & { readonly bytes: number })
  | Of<'closeTerminal'>

/**
 * From the agent. `terminalTaken`: the host has taken so many bytes of input. `terminalEnded` comes once, when nothing of
 * the terminal runs any more; without an exit code it was never opened, or was ended before its program.
 */
export type TerminalReport =
  | Of<'terminalOpened'>
  | (Of<'terminalOutput'> & { readonly data: Uint8Array })
  | (Of<'terminalTaken'> & { readonly bytes: number })
  | (Of<'terminalEnded'> & { readonly exitCode: number | null; readonly cause: string })

/** In the order of the kinds of their frames. */
export const terminalOrders = [
  'openTerminal',
  'terminalInput',
  'terminalSize',
  'terminalCredit',
  'closeTerminal',
] as const satisfies readonly TerminalOrder['type'][]
export const terminalReports = [
  'terminalOpened',
  'terminalOutput',
  'terminalTaken',
  'terminalEnded',
] as const satisfies readonly TerminalReport['type'][]

interface Message {
  readonly type: string
}

export const isTerminalOrder = <M extends Message>(message: M): message is Extract<M, TerminalOrder> =>
  terminalOrders.some((type) => type === message.type)
export const isTerminalReport = <M extends Message>(message: M): message is Extract<M, TerminalReport> =>
  terminalReports.some((type) => type === message.type)
