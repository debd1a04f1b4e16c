/** As both signatures write a text: every byte escaped but letters, digits, `-`, `_`, `.` and `~`. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
