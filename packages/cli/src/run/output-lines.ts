import { sanitise } from '../tty/sanitise.ts'

export interface OutputStyle {
  /** Escape sequences must not reach a terminal; a pipe gets the text as it is. */
  readonly destination: 'terminal' | 'pipe'
  /** Lines shown of one output; the middle of longer ones is left out. */
  readonly lines: number
  /** What to type to see all of it. */
  readonly seeAll: string
}

const decoder = new TextDecoder()
// A line this long is no longer read by a person, and twenty of them fill the screen anyway.
const longestLine = 2_000

export const textOf = (base64: string): string => decoder.decode(Buffer.from(base64, 'base64'))

function shorten(line: string): string {
  if (line.length <= longestLine) return line
  const half = longestLine / 2
  return `${line.slice(0, half)} … ${line.length - longestLine} characters left out … ${line.slice(-half)}`
}

/** An output as the lines to print. `dropped` is what the record does not keep. */
export function outputLines(base64: string, dropped: number, style: OutputStyle): string[] {
  const raw = textOf(base64)
  const text = style.destination === 'terminal' ? sanitise(raw) : raw
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const end = dropped > 0 ? [`… ${dropped} more bytes are not in the record; --output-to keeps them`] : []
  if (lines.length <= style.lines)
    return [...lines.map((line) => (style.lines === Infinity ? line : shorten(line))), ...end]
  const head = Math.ceil((style.lines - 1) / 2)
  const tail = style.lines - 1 - head
  const left = lines.length - head - tail
  return [
    ...lines.slice(0, head).map(shorten),
    `… ${left} lines left out, see them with: ${style.seeAll}`,
    ...lines.slice(lines.length - tail).map(shorten),
    ...end,
  ]
}
