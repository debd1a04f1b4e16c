/** How a request can break its action's table. A vendor translates a kind into a code of its own. */
export type ViolationKind =
  | 'unknown'
  | 'missing'
  | 'type'
  | 'value'
  | 'tooSmall'
  | 'tooLarge'
  | 'tooLong'
  | 'tooMany'
  | 'conflict'
  | 'filter'
  | 'filterValues'

/** Codes that a field prefers over the vendor's usual ones; the first that the action documents is answered. */
export type FieldCodes = Readonly<Partial<Record<ViolationKind, readonly string[]>>>

export class Violation extends Error {
  override readonly name = 'Violation'
  readonly kind: ViolationKind
  readonly codes: readonly string[]

  constructor(kind: ViolationKind, message: string, codes: readonly string[] = []) {
    super(message)
    this.kind = kind
    this.codes = codes
  }
}

/** What a caller sent, short enough for a message of one line. */
export const quote = (text: string): string => JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text)
