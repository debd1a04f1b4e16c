import fc from 'fast-check'

const minute = 60_000
const day = 86_400_000
/** Longer than any clock has been set back since 1970. */
const lookBack = 4 * 3_600_000

export const zones: readonly string[] = Intl.supportedValuesOf('timeZone')

/** Fields as people write them, and stranger ones. */
const field = (min: number, max: number) => {
  const number = fc.integer({ min, max })
  const range = fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`)
  const step = fc.integer({ min: 1, max: max - min })
  const item = fc.oneof(
    number.map(String),
    range,
    fc.tuple(range, step).map(([r, s]) => `${r}/${s}`),
  )
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    { weight: 1, arbitrary: step.map((s) => `*/${s}`) },
    { weight: 3, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(',')) },
  )
}
/** Days that nearly always match: around a change of clocks the hours are what matters. */
const often = (min: number, max: number) => fc.oneof({ weight: 4, arbitrary: fc.constant('*') }, field(min, max))

export const cronExpression = fc
  .tuple(field(0, 59), field(0, 23), often(1, 28), often(1, 12), often(0, 7))
  .map((fields) => fields.join(' '))

function numbers(text: string, min: number, max: number): ReadonlySet<number> {
  const found = new Set<number>()
  for (const item of text.split(',')) {
    const [span = '', step = '1'] = item.split('/')
    const [low = '', high = low] = span === '*' ? [`${min}`, `${max}`] : span.split('-')
    for (let n = Number(low); n <= Number(high); n += Number(step)) found.add(n)
  }
  return found
}

/** Whether a wall clock time, written as if it were UTC, matches: the definition of a crontab, spelled out. */
export function matcher(expression: string): (wall: Date) => boolean {
  const [minutes = '', hours = '', days = '', months = '', weekdays = ''] = expression.split(' ')
  const at = {
    minute: numbers(minutes, 0, 59),
    hour: numbers(hours, 0, 23),
    day: numbers(days, 1, 31),
    month: numbers(months, 1, 12),
    weekday: new Set([...numbers(weekdays, 0, 7)].map((n) => n % 7)),
  }
  return (wall) => {
    if (!at.minute.has(wall.getUTCMinutes()) || !at.hour.has(wall.getUTCHours())) return false
    if (!at.month.has(wall.getUTCMonth() + 1)) return false
    const [byDay, byWeekday] = [at.day.has(wall.getUTCDate()), at.weekday.has(wall.getUTCDay())]
    return days !== '*' && weekdays !== '*' ? byDay || byWeekday : byDay && byWeekday
  }
}

/** What the clock on the wall shows, by the parts of a date rather than by an offset. */
function wallClock(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  }) // biome-ignore format: one list
  return (at) => {
    const [month = 0, date = 0, year = 0, hour = 0, min = 0] = format.format(at).split(/\D+/).map(Number)
    return Date.UTC(year, month - 1, date, hour, min)
  }
}

/** Every minute after `from` up to `to` at which the expression fires, found by looking at the clock in each of them. */
export function walkFires(expression: string, zone: string, from: number, to: number): readonly number[] {
  const matches = matcher(expression)
  const clock = wallClock(zone)
  const followsClock = expression.split(' ')[1]?.startsWith('*')
  const shown = new Set<number>()
  const fires: number[] = []
  let before: number | undefined
  for (let at = Math.ceil((from - lookBack) / minute) * minute; at <= to; at += minute) {
    const wall = clock(at)
    const leftOut: number[] = []
    for (let w = (before ?? wall) + minute; w < wall; w += minute) leftOut.push(w)
    const now = matches(new Date(wall)) && (followsClock || !shown.has(wall))
    const madeUp = !followsClock && leftOut.some((w) => matches(new Date(w)))
    if ((now || madeUp) && at > from) fires.push(at)
    shown.add(wall)
    before = wall
  }
  return fires
}

/** Up to `each` changes of a zone's clocks in every twenty years, spread over them. */
export function transitions(zone: string, firstYear: number, lastYear: number, each: number): readonly number[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  const offset = (at: number) => format.format(at).split(' ').at(-1)
  const found: number[] = []
  for (let year = firstYear; year < lastYear; year += 20) {
    const inSpan: number[] = []
    for (let at = Date.UTC(year, 0, 5); at < Date.UTC(year + 20, 0, 5); at += 30 * day) {
      if (offset(at) === offset(at + 30 * day)) continue
      let [low, high] = [at, at + 30 * day]
      while (high - low > minute) {
        const middle = low + Math.floor((high - low) / 2 / minute) * minute
        if (offset(middle) === offset(at)) low = middle
        else high = middle
      }
      inSpan.push(high)
    }
    for (let n = 0; n < Math.min(each, inSpan.length); n++) {
      const pick = inSpan[Math.floor(((n + 0.5) * inSpan.length) / each)] ?? inSpan[n]
      if (pick !== undefined) found.push(pick)
    }
  }
  return [...new Set(found)]
}
