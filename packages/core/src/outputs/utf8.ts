const lengthFrom = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1)

/** How many of the first `limit` bytes make whole characters. Bytes that are not UTF-8 are left as they are. */
export function wholeCharacters(bytes: Uint8Array, limit: number): number {
  for (let at = limit - 1; at >= Math.max(0, limit - 3); at--) {
    const byte = bytes[at] ?? 0
    // A byte that goes on with a character that began before it.
    if ((byte & 0xc0) === 0x80) continue
    return at + lengthFrom(byte) > limit ? at : limit
  }
  return limit
}
