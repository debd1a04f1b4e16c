/** A line may end behind the first character of a longer form, where no wrap is assumed: the rest is a form as well. */
const wrapCharacters = 16

/** Characters beside letters and digits that a URL encoder leaves as they are, by who does so. */
const urlEncoders = [
  { kept: '-._~', space: '%20' }, // RFC 3986
  { kept: "-._~!'()*", space: '%20' }, // encodeURIComponent
  { kept: '-._~/', space: '%20' }, // Python's quote
  { kept: '-._~', space: '+' }, // Python's quote_plus
  { kept: '-._*', space: '+' }, // forms in browsers, Java
  { kept: '-._', space: '+' }, // PHP
] as const

export interface Patterns {
  readonly exact: readonly Uint8Array[]
  /** These may have line ends in them. */
  readonly wrapped: readonly Uint8Array[]
}

/** The forms in which secrets are looked for: as they are, URL-encoded, and inside longer base64. */
export const patternsOf = (secrets: readonly Uint8Array[]): Patterns => ({
  exact: distinct(secrets.flatMap((secret) => [Buffer.from(secret).toString('latin1'), ...urlForms(secret)])),
  wrapped: distinct(secrets.flatMap(base64Forms)),
})

const distinct = (forms: readonly string[]) => [...new Set(forms)].map((form) => Buffer.from(form, 'latin1'))

/**
 * What stands in base64 at each of the three places where a secret can begin in a group of three bytes: the characters
 * that the secret alone decides. Those at its edges, which it shares with its neighbours, are left.
 */
function base64Forms(secret: Uint8Array): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), secret]).toString('base64')
    const own = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6))
    const tellable = own.length < wrapCharacters ? [own] : [own, own.slice(1)]
    return tellable.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
  })
}

function urlForms(secret: Uint8Array): readonly string[] {
  return urlEncoders.flatMap(({ kept, space }) => {
    const upper = [...secret].map((byte) => encodeByte(byte, kept, space)).join('')
    return [upper, upper.replace(/%../g, (code) => code.toLowerCase())]
  })
}

function encodeByte(byte: number, kept: string, space: string): string {
  const character = String.fromCharCode(byte)
  if (/[A-Za-z0-9]/.test(character) || kept.includes(character)) return character
  if (character === ' ') return space
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
