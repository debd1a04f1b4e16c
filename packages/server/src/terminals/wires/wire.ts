/** What a client says. */
export type ClientWord =
  | { readonly kind: 'input'; readonly data: Uint8Array }
  | { readonly kind: 'size'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'alive' }
  | { readonly kind: 'close' }

export interface Ending {
  readonly exitCode: number | undefined
  /** Empty: its program has ended. */
  readonly reason: string
}

/** How a client wants its terminal framed. */
export interface Wire {
  /** Undefined: the message is none of this wire. */
  readonly read: (message: string | Buffer) => ClientWord | undefined
  readonly output: (data: Uint8Array) => Buffer
  readonly end: (ending: Ending) => string | Buffer
}

export const isSize = (columns: unknown, rows: unknown): boolean => isSide(columns) && isSide(rows)
const isSide = (value: unknown) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1000
