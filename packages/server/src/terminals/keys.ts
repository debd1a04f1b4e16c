import { createHmac, timingSafeEqual } from 'node:crypto'

/** Where clients of terminals connect. Source: the form of WebSocketUrl. */
export const sessionPath = '/session'

export interface TerminalKeys {
  /** The token of a terminal: the server can always make it again and never stores it. */
  readonly tokenOf: (terminal: string, until: number) => string
  readonly isGood: (token: string, terminal: string, until: number) => boolean
}

export function createTerminalKeys(key: Uint8Array): TerminalKeys {
  const sign = (terminal: string, until: number) => createHmac('sha256', key).update(`${terminal}\n${until}`).digest()
  const tokenOf = (terminal: string, until: number) => `${until}.${sign(terminal, until).toString('base64url')}`
  return {
    tokenOf,
    isGood: (token, terminal, until) => {
      const [given, expected] = [Buffer.from(token), Buffer.from(tokenOf(terminal, until))]
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}

/** The end of a token's life as the token itself says it; whether it is true is for `isGood`. */
export const untilOf = (token: string): number => Number(/^(\d{1,15})\./.exec(token)?.[1] ?? 0)
