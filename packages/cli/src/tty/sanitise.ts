const caret = (code: number) => `^${String.fromCharCode(code ^ 0x40)}`
const point = (code: number) => `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`

// C0 but tab and line feed, DEL, C1, and what reorders or hides text: line and paragraph separators, bidi controls,
// zero width characters. Joiners stay: scripts and emoji need them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const unsafe = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** Text of a host in a form that a terminal only shows: escape sequences become visible and do nothing. */
export const sanitise = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(unsafe, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20 || code === 0x7f) return caret(code)
    return point(code)
  })

/** For one line of ours, such as a name in a table: line feeds and tabs would break it too. */
export const sanitiseLine = (text: string): string => sanitise(text).replaceAll('\n', '^J').replaceAll('\t', '^I')

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const colour = /(\x1b\[[\d;]*m)/

/** For whole lines of ours, as the last thing before a terminal: of what acts on it, only colours are left. */
export const sanitisePainted = (line: string): string =>
  line
    .split(colour)
    .map((part) => (colour.test(part) ? part : sanitise(part)))
    .join('')

/** JSON text stays what it is, written with escapes: JSON itself lets pass C1 and what reorders text. */
export const sanitiseJson = (json: string): string =>
  json.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
