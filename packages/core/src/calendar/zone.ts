const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()
/** More than there are zones; callers may write each in thousands of ways, small letters and large. */
const heldFormats = 600

/** Under a microsecond where asking for all the parts of a date takes three. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  if (formats.size >= heldFormats) formats.clear()
  formats.set(zone, format)
  return format
}

/** `GMT+8:00`, as clouds write it: a clock that is never changed. */
const fixedZone = /^GMT([+-])(\d{1,2}):([0-5]\d)$/

/** CST is Chicago to some and China to others. */
const abbreviation = /^(?!UTC$|GMT$)[A-Z]{2,5}$/

export function isZone(zone: string): boolean {
  if (abbreviation.test(zone)) return false
  if (fixedZone.test(zone)) return Math.abs(offsetAt(zone, 0)) <= 14 * 3_600_000
  try {
    return formatOf(zone) !== undefined
  } catch {
    return false
  }
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(zone: string, instant: number): number {
  const text = fixedZone.test(zone) ? zone : formatOf(zone).format(instant)
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(text) ?? []
  const ahead = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000
  return sign === '-' ? -ahead : ahead
}

/** The instant at which the clocks of a zone show a time, written as if it were UTC. One that they leave out is late. */
export function instantOf(wall: number, zone: string): number {
  const guess = wall - offsetAt(zone, wall)
  return wall - offsetAt(zone, guess)
}

/**
 * The first instant after `from` and up to `to` at which the clocks show another offset than at `from`. Looks once a
 * day: no zone has ever set its clocks and set them back within one.
 */
export function changeBetween(zone: string, from: number, to: number): number | undefined {
  const offset = offsetAt(zone, from)
  let same = from
  while (same < to) {
    const next = Math.min(same + dayMs, to)
    if (offsetAt(zone, next) !== offset) return firstOther(zone, offset, same, next)
    same = next
  }
  return undefined
}

function firstOther(zone: string, offset: number, same: number, other: number): number {
  let [low, high] = [same, other]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle) === offset) low = middle
    else high = middle
  }
  return high
}
