import type { Caller } from '../accounts/account.ts'
import { maskSecrets, type Parameters, refuseTooLong, secretNames } from '../commands/parameters.ts'
import { sealSecrets } from '../commands/sealed-secrets.ts'
import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import type { Invocation } from './invocation.ts'
import { checkRepeat, type Repeat } from './repeat.ts'
import { openCount } from './task-states.ts'

export interface StandingChange {
  readonly content: Uint8Array | undefined
  /** Values of the placeholders; they take the place of all that were given before. */
  readonly parameters: Parameters | undefined
  readonly repeat: Omit<Repeat, 'revision'> | undefined
}

/** Changes what the hosts of an invocation run by themselves; those that are away hear of it when they come back. */
export async function modifyStanding(
  deps: Deps,
  { accountId }: Caller,
  invocation: Invocation,
  change: StandingChange,
): Promise<void> {
  const { execution } = invocation
  if (!execution.repeat || openCount(invocation.counts) === 0)
    throw new MusterError('InvocationNotFound', 'Only what still runs again by itself can be changed.')
  const repeat = { ...execution.repeat, ...change.repeat, revision: execution.repeat.revision + 1 }
  if (change.repeat) checkRepeat(repeat.rule, execution.timeoutSeconds, deps.clock.now())
  const content = change.content ?? execution.content
  refuseTooLong(content, change.parameters)
  const masked = change.parameters && maskSecrets(change.parameters, secretNames(content))
  const instanceIds = await deps.store.changeStanding({
    accountId,
    invocationId: invocation.id,
    content,
    repeat,
    parameters: masked && {
      shown: masked.shown,
      sealedSecrets: sealSecrets(deps.vault, accountId, masked.secrets),
    },
    at: deps.clock.now(),
  })
  deps.nudge.renew(instanceIds)
}
