/** For a shell: one word, whatever is in it. */
export const quote = (value: string): string => `'${value.includes("'") ? value.replaceAll("'", escaped) : value}'`

const escaped = String.raw`'\''`
