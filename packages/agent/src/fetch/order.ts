import type { Credentials } from '../connect/dial.ts'
import { program } from '../execute/program.ts'
import { quote } from '../execute/quote.ts'

/** What the process that fetches a file is told of the server: it trusts whom the agent trusts. */
export interface FetchOrder {
  /** Of the agents' socket. */
  readonly server: string
  /** Of the agent, with the server's certificate. */
  readonly data: string
  readonly credentials: Credentials
  /** Below the server: signed, and good for a time. */
  readonly path: string
}

/**
 * The script with a word of the agent's own, `muster_fetch SHA256 SIZE`, which writes a file of the server's to its output.
 * The order goes through a pipe, so that no list of processes shows the link.
 */
export function withFetch(script: Uint8Array, order: FetchOrder): Buffer {
  const text = Buffer.from(script).toString('latin1')
  const first = text.indexOf('\n') + 1
  const word = `muster_fetch() { ${quote(process.execPath)} ${quote(program)} fetch "$1" "$2" <<'END.'
${Buffer.from(JSON.stringify(order)).toString('latin1')}
END.
}
`
  return Buffer.from(text.slice(0, first) + word + text.slice(first), 'latin1')
}
