/** A word that a POSIX shell reads back unchanged. */
export const shellQuote = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

export const shellLine = (words: readonly string[]): string => words.map(shellQuote).join(' ')
