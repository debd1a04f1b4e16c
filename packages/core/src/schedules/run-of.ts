import type { Command } from '../commands/command.ts'
import type { Target } from '../instances/instance.ts'
import type { StartRequest } from '../invocations/start-invocation.ts'
import { limits } from '../invocations/task.ts'
import type { Schedule } from './schedule.ts'

/** The run that a fire starts. Hosts may have a minute to come back: after a restart of the server all of them must. */
export const runOf = (
  { userName, profile, parameters }: Pick<Schedule, 'userName' | 'profile' | 'parameters'>,
  command: Command,
  instances: readonly Target[],
): StartRequest => ({
  command,
  instances,
  parameters,
  away: { waitSeconds: limits.deliveryMs / 1000 },
  source: 'schedule',
  profile,
  termination: 'processTree',
  output: 'merged',
  overrides: userName === '' ? {} : { userName },
})

/** No place is kept at the gateways: they are told when the fires are stored, and claim. */
export const unreserved = (): boolean => false
