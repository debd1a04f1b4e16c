import { MusterError } from '../errors.ts'
import { dayNames, fieldsOf, monthNames } from './fields.ts'

export const crontabFields = 5

const names = new RegExp(`\\b(?:${[...monthNames, ...dayNames].join('|')})\\b`, 'gi')

/** Five fields of numbers, names, lists, ranges and steps: what every crontab understands, and nothing beyond it. */
export function checkCrontab(expression: string): void {
  const fields = fieldsOf(expression)
  if (fields.length !== crontabFields)
    throw new MusterError(
      'CronInvalid',
      'A cron expression has five fields: minute, hour, day of month, month and day of week, as in "30 2 * * *".',
    )
  const odd = fields.find((field) => !/^[\d*,/-]+$/.test(field.replace(names, '0')))
  if (odd !== undefined)
    throw new MusterError(
      'CronInvalid',
      `The field ${JSON.stringify(odd.slice(0, 64))} may only have numbers, names of months and days, and * , - /.`,
    )
}
