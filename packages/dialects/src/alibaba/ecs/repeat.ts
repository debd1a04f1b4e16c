import {
  checkStart,
  type Deps,
  type Execution,
  type InvocationFilter,
  type Repeat,
  type RepeatKind,
  repeatKind,
  type StartRequest,
  startInvocation,
} from '@muster/core'
import type { Context } from '../../action.ts'
import { AlibabaError } from '../errors.ts'
import { frequencyIn } from './frequency.ts'

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

function repeatOf({ mode, frequency }: Timing, now: number): StartRequest['repeat'] {
  if (mode === 'Period') return { rule: frequencyIn(frequency, now), text: frequency }
  if (mode === 'NextRebootOnly') return { rule: { kind: 'nextBoot' }, text: '' }
  return mode === 'EveryReboot' ? { rule: { kind: 'everyBoot' }, text: '' } : undefined
}

/** Runs a command at once, or has its hosts run it when its timing says; a dry run only looks whether it could. */
export async function start(
  { caller }: Context,
  deps: Deps,
  request: StartRequest,
  timing: Timing,
): Promise<{ id: number | undefined; commandId: number | undefined }> {
  if (timing.mode !== 'DryRun')
    return startInvocation(deps, caller, { ...request, repeat: repeatOf(timing, deps.clock.now()) })
  await checkStart(deps, caller, request)
  return { id: undefined, commandId: undefined }
}

const modes: Record<RepeatKind, Exclude<RepeatMode, 'DryRun'>> = {
  never: 'Once',
  times: 'Period',
  nextBoot: 'NextRebootOnly',
  everyBoot: 'EveryReboot',
}
const kinds = Object.keys(modes) as RepeatKind[]

/** What a record shows of the timing of its invocation. */
export const shownTiming = ({ repeat }: Pick<Execution, 'repeat'>) => ({
  RepeatMode: modes[repeatKind(repeat)],
  Frequency: repeat?.text ?? '',
  Timed: repeat !== undefined,
})

/** Those that run again by themselves are asked for by mode, or all of them by Timed. */
export function timingFilter({
  RepeatMode,
  Timed,
}: {
  readonly RepeatMode?: Exclude<RepeatMode, 'DryRun'> | undefined
  readonly Timed?: boolean | undefined
}): Pick<InvocationFilter, 'repeats'> {
  if (RepeatMode === undefined && Timed === undefined) return {}
  const fits = (kind: RepeatKind) =>
    (RepeatMode === undefined || modes[kind] === RepeatMode) && (Timed === undefined || (kind !== 'never') === Timed)
  return { repeats: kinds.filter(fits) }
}

/** A new Frequency for what runs by times already. */
export function newRepeat(repeat: Repeat, frequency: string, now: number): Omit<Repeat, 'revision'> {
  if (repeatKind(repeat) !== 'times')
    throw new AlibabaError('InvalidParameter.Frequency', 'What runs at the start of its hosts has no Frequency.')
  return { rule: frequencyIn(frequency, now), text: frequency }
}
