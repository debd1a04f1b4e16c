/** For a shell: one word, whatever is in it. */
export const quote = (value: string): string => `'${value.replaceAll("'", String.raw`'\''`)}'`
