/** Characters beside letters and digits that a URL encoder leaves as they are, by who does so. */
const urlEncoders = [
  { kept: '-._~', space: '%20' }, // RFC 3986
  { kept: "-._~!'()*", space: '%20' }, // encodeURIComponent
  { kept: '-._~/', space: '%20' }, // Python's quote
  { kept: '-._~', space: '+' }, // Python's quote_plus
  { kept: '-._*', space: '+' }, // forms in browsers, Java
  { kept: '-._', space: '+' }, // PHP
] as const

/** The forms in which a secret is looked for: as it is, URL-encoded, and inside longer base64. */
export function patternsOf(secret: Uint8Array): readonly Buffer[] {
  const forms = [Buffer.from(secret).toString('latin1'), ...base64Forms(secret), ...urlForms(secret)]
  return [...new Set(forms)].map((form) => Buffer.from(form, 'latin1'))
}

/**
 * What stands in base64 at each of the three places where a secret can begin in a group of three bytes: the characters
 * that the secret alone decides. Those at its edges, which it shares with its neighbours, are left.
 */
function base64Forms(secret: Uint8Array): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), secret]).toString('base64')
    const own = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6))
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
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
