const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What XML 1.0 cannot hold, not even escaped; the output of a script may have it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

const escapeText = (text: string): string =>
  text
    .replace(/[&<>"]/g, (character) => escapes[character] ?? character)
    .replaceAll('\r', '&#13;')
    .replace(forbidden, '\uFFFD')

/** A list is its element, repeated. */
function render(name: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map((item) => render(name, item)).join('')
  return `<${name}>${typeof value === 'object' ? members(value) : escapeText(String(value))}</${name}>`
}

const members = (value: object): string =>
  Object.entries(value)
    .map(([name, member]) => render(name, member))
    .join('')

export const renderXml = (root: string, value: object): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${render(root, value)}`
