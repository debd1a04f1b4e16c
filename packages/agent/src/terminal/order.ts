import { TerminalWork, terminalText } from '@muster/protocol/agent'
import { type Verifier, verifierOf } from '../identity/keys.ts'

/** Reads an order to open a terminal; a text is why it is refused. */
export type CheckOrder = (work: Uint8Array, signature: Uint8Array) => TerminalWork | string

interface Connected {
  readonly serverKey: string
  readonly instance: string
  readonly epoch: number
}

/** Takes orders that this server has signed for this connection of this host, each once. */
export function createOrderCheck({ serverKey, instance, epoch }: Connected): CheckOrder {
  // Read with the first order: to most connections none ever comes, and a key takes 70 µs.
  let verifier: Verifier | undefined
  const seen = new Set<string>()
  return (bytes, signature) => {
    verifier ??= verifierOf(serverKey)
    if (!verifier.isGood(terminalText(bytes), signature)) return 'the order is not signed by the key of this server'
    const work = parse(bytes)
    if (!work) return 'the order cannot be read; the agent may be older than the server'
    if (work.instance !== instance || work.epoch !== epoch) return 'the order is for another host or connection'
    if (seen.has(work.terminal)) return 'the order has come before'
    seen.add(work.terminal)
    if (!/^[^\0:/\n-][^\0:/\n]*$|^$/.test(work.userName)) return 'the user name holds a character that none may hold'
    if (work.commandLine.includes('\0')) return 'the command line holds a NUL character'
    return work
  }
}

function parse(bytes: Uint8Array): TerminalWork | undefined {
  try {
    return TerminalWork.parse(JSON.parse(Buffer.from(bytes).toString()))
  } catch {
    return undefined
  }
}
