/**
 * What any request of any API may hold. The parser by itself is bounded by the size of a body only, and a megabyte of
 * small members kept the event loop for 160 ms, one of a native call's parameters for a second and a half.
 */
const jsonLimits = {
  depth: 64,
  /** Two lists of 10,000 targets, the largest request there is, with room. */
  values: 25_000,
  /** Of one object; parameters and tags, the most numerous, are a few dozen at most. */
  members: 1_000,
} as const

/** Shorter texts cannot hold enough to matter, and most are. */
const uncheckedLength = 4_096

/** JSON.parse for what strangers send. Throws a SyntaxError that says in a few words of ours what is wrong. */
export function parseJson(text: string): unknown {
  if (text.length > uncheckedLength) checkLimits(text)
  try {
    return JSON.parse(text)
  } catch {
    throw new SyntaxError('it is not JSON')
  }
}

/** The text need not be JSON: what is wrong otherwise is the parser's to say. */
function checkLimits(text: string): void {
  const members: number[] = []
  let values = 1
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at)
        break
      case 0x5b: // [
      case 0x7b: // {
        // What is in an array counts as values alone.
        if (members.push(text[at] === '{' ? 1 : Number.NEGATIVE_INFINITY) > jsonLimits.depth)
          throw new SyntaxError('it nests too deep')
        values++
        break
      case 0x5d: // ]
      case 0x7d: // }
        members.pop()
        break
      case 0x2c: {
        // ,
        const count = (members.pop() ?? 0) + 1
        if (count > jsonLimits.members) throw new SyntaxError('an object has too many members')
        if (++values > jsonLimits.values) throw new SyntaxError('it holds too many values')
        members.push(count)
      }
    }
  }
}

/** The place of the closing quotation mark. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at)
    if (at < 0) return text.length
    let from = at
    while (text.charCodeAt(from - 1) === 0x5c) from--
    if ((at - from) % 2 === 0) return at
  }
}
