/** What a simulated script does: its text is the JSON of this. */
export interface Script {
  /** From the claim of the task to its first line. */
  readonly startsAfterMs: number
  readonly prints: readonly { readonly afterMs: number; readonly bytes: number }[]
  /** After the last print; the script never ends by itself when `exitCode` is null. */
  readonly endsAfterMs: number
  readonly exitCode: number | null
  readonly onTerm: 'ends' | 'goes on'
  /** The host cannot even make it ready: there is no such user. */
  readonly fails: 'no' | 'at preparation'
}

const alphabet = ['a', 'b', 'c', ' ', '\n', 'é', '漢', '😀']

/** Text with characters of one to four bytes, so that every cut may fall into one. */
export function printed(seed: number, bytes: number): Buffer {
  let text = ''
  let state = seed >>> 0
  for (let length = 0; length < bytes; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const next = alphabet[state >>> 29] ?? ''
    text += next
    length += Buffer.byteLength(next)
  }
  return Buffer.from(text)
}
