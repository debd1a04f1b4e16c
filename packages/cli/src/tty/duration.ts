const two = (large: number, largeUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`

/** A length of time as a person says it: `12 ms`, `0.9 s`, `30 s`, `2 min 5 s`, `3 h`, `2 d`. */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  if (whole < 100) return `${whole} ms`
  if (whole < 9_950 && whole % 1000 !== 0) return `${(whole / 1000).toFixed(1)} s`
  const seconds = Math.round(whole / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  if (minutes < 1440) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(minutes / 60)
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 }

/** Seconds of `90`, `90s`, `15m`, `2h`, `1d`; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,9})\s*(s|m|min|h|d)?$/.exec(text.trim()) ?? []
  if (digits === undefined) return undefined
  return Number(digits) * (units[unit ?? 's'] ?? 1)
}

/** How long ago, for listings: the largest unit alone. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}
