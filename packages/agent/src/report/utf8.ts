/**
 * How many bytes at the end begin a UTF-8 character without ending it. Bytes that are not UTF-8 anyway count as none:
 * binary output is not trimmed.
 */
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? (byte <= 0xf4 ? 4 : 0) : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0
    return length > back ? back : 0
  }
  return 0
}
