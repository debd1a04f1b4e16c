import { type Deps, type Invocation, type InvocationFilter, type StartRequest, startInvocation } from '@muster/core'
import type { Context } from '../../action.ts'
import { quote } from '../../spec/violations.ts'
import { AlibabaError } from '../errors.ts'

export type RepeatMode = 'Once' | 'Period' | 'NextRebootOnly' | 'EveryReboot' | 'DryRun'

/** When a command is to run. */
export interface Timing {
  readonly mode: RepeatMode
  /** Of a Period only. */
  readonly frequency: string
}

/** Source: a Frequency makes it a Period, whatever the mode says. */
export function timingOf({
  RepeatMode,
  Frequency = '',
}: {
  readonly RepeatMode?: RepeatMode | undefined
  readonly Frequency?: string | undefined
}): Timing {
  if (Frequency !== '') return { mode: 'Period', frequency: Frequency }
  if (RepeatMode === 'Period')
    throw new AlibabaError('MissingParam.Frequency', 'Say when to run, for instance rate(5m).')
  return { mode: RepeatMode ?? 'Once', frequency: '' }
}

/** Runs a command at once, or makes of it what its timing says. */
export function start(
  { caller }: Context,
  deps: Deps,
  request: StartRequest,
  timing: Timing,
): Promise<{ id: number; commandId: number }> {
  if (timing.mode === 'Once') return startInvocation(deps, caller, request)
  throw new AlibabaError(
    'UnsupportedOperation.ParameterNotBuilt',
    `RepeatMode ${timing.mode} is not built yet on this server.`,
  )
}

/** What a record shows of the timing of its invocation. */
export const shownTiming = { RepeatMode: 'Once', Frequency: '', Timed: false } as const

/** Those that run again by themselves are asked for by mode, or all of them by Timed; undefined where there can be none. */
export function timingFilter({
  RepeatMode = 'Once',
  Timed = false,
}: {
  readonly RepeatMode?: Exclude<RepeatMode, 'DryRun'> | undefined
  readonly Timed?: boolean | undefined
}): InvocationFilter | undefined {
  return RepeatMode === 'Once' && !Timed ? {} : undefined
}

/** What is run once cannot be changed any more. */
export function refuseModification({ commandName }: Invocation): never {
  throw new AlibabaError(
    'InvalidOperation.RepeatModeUnsupported',
    `Only what runs again can be changed; ${quote(commandName)} was run once.`,
  )
}
