import type { Ending } from '@muster/protocol/agent'
import type { Spec } from '../tasks/spec.ts'

/** What the files of a task and the processes of the host say. */
export interface Evidence {
  readonly boot: 'same' | 'other'
  readonly executor: 'none' | 'alive' | 'dead'
  readonly mark: { readonly text: string; readonly at: number } | undefined
  /** Only when it is complete. */
  readonly result: { readonly text: string; readonly at: number } | undefined
  readonly exitAt: number | undefined
}

export type Judgement =
  | { readonly state: 'absent' | 'waiting' | 'abandoned' }
  | { readonly state: 'running'; readonly startedAt: number }
  | { readonly state: 'ended'; readonly ending: Omit<Ending, 'size' | 'dropped'>; readonly dropped: number }

const ended = (ending: Omit<Ending, 'size' | 'dropped'>, dropped = 0): Judgement => ({
  state: 'ended',
  ending,
  dropped,
})

/** What became of a task. A result is the truth; without one, what cannot be known is called lost and never guessed. */
export function judge(spec: Spec, { boot, executor, mark, result, exitAt }: Evidence): Judgement {
  if (spec.verdict) {
    const { outcome, cause, at } = spec.verdict
    return ended({ at, startedAt: null, outcome, exitCode: null, cause })
  }
  const never = mark && /^agent (cancelled|startFailed) (.*)/.exec(mark.text)
  if (never) {
    const outcome = never[1] === 'cancelled' ? 'cancelled' : 'startFailed'
    return ended({ at: mark.at, startedAt: null, outcome, exitCode: null, cause: never[2] ?? '' })
  }
  const startedAt = mark?.at ?? null
  if (result?.text.startsWith('lost ')) {
    const cause = result.text.slice('lost '.length)
    return ended({ at: result.at, startedAt, outcome: 'lost', exitCode: null, cause })
  }
  if (result) return readResult(spec, result.text, startedAt, exitAt ?? result.at)
  if (boot === 'other') return { state: 'abandoned' }
  if (executor === 'dead') return { state: 'abandoned' }
  if (startedAt !== null) return { state: 'running', startedAt }
  return { state: executor === 'none' ? 'absent' : 'waiting' }
}

function readResult(spec: Spec, text: string, startedAt: number | null, at: number): Judgement {
  const [, by, code, stage = 'none', output, error] = text.split(' ')
  const dropped = Number(output) + Number(error)
  const exitCode = Number(code)
  if (by === 'timeout') {
    const cause = `the script ran longer than ${spec.timeoutSeconds} s`
    return ended({ at, startedAt, outcome: 'timedOut', exitCode, cause }, dropped)
  }
  if (by === 'cancel')
    return ended({ at, startedAt, outcome: 'terminated', exitCode, cause: 'cancelled while it ran' }, dropped)
  if (stage === 'exec') return ended({ at, startedAt, outcome: 'exited', exitCode, cause: '' }, dropped)
  return ended({ at, startedAt: null, outcome: 'startFailed', exitCode: null, cause: explainStage(spec, stage) })
}

function explainStage({ account, workingDirectory, interpreter }: Spec, stage: string): string {
  const folder = JSON.stringify(workingDirectory)
  switch (stage) {
    case 'directory':
      return `the working directory ${folder} does not exist on this host, or user "${account.name}" cannot reach it`
    case 'denied':
      return `user "${account.name}" may not enter the working directory ${folder}`
    case 'interpreter':
      return `the interpreter ${JSON.stringify(interpreter.path)} does not exist on this host`
    case 'named':
      return `the interpreter ${JSON.stringify(interpreter.named)} is not in the path of user "${account.name}"`
    case 'script':
      return 'the text of the script was removed before it started'
    case 'begun':
      return `the login profile of user "${account.name}" ended the shell before the script started`
    default:
      return `the host did not let the agent become user "${account.name}"`
  }
}
