const parts = {
  weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
  hourCycle: 'h23', timeZoneName: 'longOffset',
} as const // biome-ignore format: one list

interface Shown {
  readonly date: string
  readonly year: string
  readonly time: string
  readonly seconds: string
  readonly offset: string
}

function show(zone: string, at: number): Shown {
  const format = new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: zone })
  const of = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    date: `${of.weekday} ${of.day} ${of.month}`,
    year: of.year ?? '',
    time: `${of.hour}:${of.minute}`,
    seconds: of.second ?? '',
    offset: of.timeZoneName?.replace('GMT', '') || '+00:00',
  }
}

/** `Mon 23 Nov 02:30` by the clocks of a zone; seconds and another year only where they say something. */
export function clockTime(zone: string, at: number, now: number): string {
  const shown = show(zone, at)
  const year = shown.year === show(zone, now).year ? '' : ` ${shown.year}`
  return `${shown.date}${year} ${shown.time}${shown.seconds === '00' ? '' : `:${shown.seconds}`}`
}

/** The offset that a zone has at a time: `+08:00`. */
export const offsetText = (zone: string, at: number): string => show(zone, at).offset

/**
 * The instant of `2026-11-22T03:00+08:00`, of `2026-11-22 03:00` by the clocks of a zone, or of `03:00` on the day of
 * `now`; undefined when the text is none of these.
 */
export function parseTime(text: string, zone: string, now: number): number | undefined {
  if (/T.*(Z|[+-]\d\d:?\d\d)$/.test(text)) return Number.isNaN(Date.parse(text)) ? undefined : Date.parse(text)
  const [, date, time] = /^(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d:\d\d(?::\d\d)?)$/.exec(text.trim()) ?? []
  if (time === undefined) return undefined
  const wall = Date.parse(`${date ?? dayOf(zone, now)}T${time}Z`)
  if (Number.isNaN(wall)) return undefined
  // The offset of the guess is right but for the hour of a change of clocks; the second guess then is.
  const guess = wall - offsetMs(zone, wall)
  return wall - offsetMs(zone, guess)
}

const dayOf = (zone: string, at: number) => new Date(at + offsetMs(zone, at)).toISOString().slice(0, 10)

function offsetMs(zone: string, at: number): number {
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):(\d\d)/.exec(offsetText(zone, at)) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
