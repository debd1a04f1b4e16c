import type { Caller } from '../accounts/account.ts'
import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import type { Schedule } from './schedule.ts'

export async function findSchedule({ store }: Deps, { accountId }: Caller, id: number): Promise<Schedule> {
  const { items } = await store.listSchedules(accountId, { ids: [id] }, { offset: 0, limit: 1 })
  const [schedule] = items
  if (!schedule) throw noSchedule()
  return schedule
}

export const noSchedule = (): MusterError =>
  new MusterError(
    'ScheduleNotFound',
    'There is no such schedule in this account. List them with DescribeInvokers or "muster schedules".',
  )
