import { MusterError } from '../errors.ts'
import { dayNames, fieldsOf, monthNames } from './fields.ts'

/*
 * Cron expressions of six or seven fields, as Alibaba's Cloud Assistant has them: seconds, minutes, hours, day of month,
 * month, day of week and, where it is given, the year. As Quartz has them but for the days of the week, of which 1 is
 * Monday. Checked here, and written as Croner reads them.
 */
interface Field {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly names: readonly string[]
  /** What an item of the field may be beside numbers, ranges and steps; matched against it as it was given. */
  readonly special: RegExp | undefined
}

const fields: readonly Field[] = [
  { name: 'seconds', min: 0, max: 59, names: [], special: undefined },
  { name: 'minutes', min: 0, max: 59, names: [], special: undefined },
  { name: 'hours', min: 0, max: 23, names: [], special: undefined },
  { name: 'day of month', min: 1, max: 31, names: [], special: /^(?:\?|L|LW|0?[1-9]W|[12]\dW|3[01]W)$/ },
  { name: 'month', min: 1, max: 12, names: monthNames, special: undefined },
  { name: 'day of week', min: 1, max: 7, names: dayNames, special: /^(?:\?|L|[1-7]L|[1-7]#[1-5])$/ },
  { name: 'year', min: 1970, max: 2099, names: [], special: undefined },
]
const required = fields.length - 1
const itemPattern = /^(\*|\d{1,4}(?:-\d{1,4})?)(?:\/(\d{1,4}))?$/

export function checkQuartz(expression: string): void {
  fromQuartz(fieldsOf(expression))
}

/** The seven fields as Croner reads them. */
export function fromQuartz(given: readonly string[]): readonly string[] {
  if (given.length !== required && given.length !== fields.length)
    throw new MusterError(
      'CronInvalid',
      'A cron expression has six fields, and a year if need be: seconds, minutes, hours, day of month, month and day of week, as in "0 30 2 * * ?".',
    )
  return fields.map((field, index) =>
    (given[index] ?? '*')
      .toUpperCase()
      .split(',')
      .map((item, _, items) => translate(field, item, items.length))
      .join(','),
  )
}

function translate(field: Field, item: string, items: number): string {
  const plain = field.names.reduce((text, name, index) => text.replaceAll(name, String(index + 1)), item)
  if (field.special?.test(plain)) {
    if (plain === '?' && items > 1) throw unreadable(field, item)
    return special(field, plain)
  }
  const [, span = '', step] = itemPattern.exec(plain) ?? []
  const [low, high] = span === '*' ? [field.min, field.max] : span.split('-').map((text) => numberIn(field, text, item))
  if (span === '' || low === undefined || (high !== undefined && high < low)) throw unreadable(field, item)
  if (step === undefined) return span === '*' ? '*' : plain.replace(/\b0+(?=\d)/g, '')
  const width = Number(step)
  if (width < 1 || width > field.max) throw unreadable(field, item)
  return `${low}-${high ?? field.max}/${width}`
}

/** A year has four digits; of the others one zero may lead. */
function numberIn({ min, max, name }: Field, text: string, item: string): number {
  const value = Number(text)
  const long = text.length > (max > 99 ? 4 : 2)
  if (!long && value >= min && value <= max) return value
  throw new MusterError('CronInvalid', `${show(item)} is no ${name}: it goes from ${min} to ${max}.`)
}

/** `L` is the last day: of the month, or Sunday; `5L` the last Friday of the month. */
function special(field: Field, item: string): string {
  if (field.name !== 'day of week') return item.replace(/^0/, '')
  return item === 'L' ? '7' : item.replace(/^(\d)L$/, '$1#L')
}

const show = (item: string) => JSON.stringify(item.slice(0, 64))

const unreadable = (field: Field, item: string) =>
  new MusterError('CronInvalid', `${show(item)} cannot be read as ${field.name} of a cron expression.`)
