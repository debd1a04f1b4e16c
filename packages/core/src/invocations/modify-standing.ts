import type { Caller } from '../accounts/account.ts'
import { refuseRun } from '../accounts/authorise.ts'
import type { WantedRun } from '../accounts/policy.ts'
import { maskSecrets, ownSecrets, type Parameters, refuseTooLong, secretNames } from '../commands/parameters.ts'
import { openSecrets, sealSecrets } from '../commands/sealed-secrets.ts'
import { MusterError } from '../errors.ts'
import { readStored } from '../parameters/read-stored.ts'
import type { Deps } from '../ports.ts'
import { instancesOf } from './instances-of.ts'
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
  caller: Caller,
  invocation: Invocation,
  change: StandingChange,
): Promise<void> {
  const { accountId } = caller
  const { execution } = invocation
  if (!execution.repeat || openCount(invocation.counts) === 0)
    throw new MusterError('InvocationNotFound', 'Only what still runs again by itself can be changed.')
  if (caller.policy) await refuseChange(deps, caller, invocation, change)
  const repeat = { ...execution.repeat, ...change.repeat, revision: execution.repeat.revision + 1 }
  if (change.repeat) checkRepeat(repeat.rule, execution.timeoutSeconds, deps.clock.now())
  const content = change.content ?? execution.content
  const values = await valuesFor(deps, caller, invocation, content, change.parameters)
  refuseTooLong(content, values && { ...values.parameters, ...values.stored })
  const masked = values && maskSecrets(values.parameters, values.secret)
  const instanceIds = await deps.store.changeStanding({
    accountId,
    invocationId: invocation.id,
    content,
    repeat,
    parameters: masked && {
      shown: masked.shown,
      sealedSecrets: sealSecrets(deps.vault, accountId, { ...masked.secrets, ...values.stored }),
    },
    at: deps.clock.now(),
  })
  deps.nudge.renew(instanceIds)
}

/** Whoever changes what runs there must be one who may run it. */
async function refuseChange(deps: Deps, caller: Caller, invocation: Invocation, change: StandingChange): Promise<void> {
  await refuseRun(deps, caller, {
    instanceIds: await instancesOf(deps, caller, invocation.id),
    command: change.content ? 'script' : await commandOf(deps, invocation),
    userName: invocation.execution.userName,
  })
}

/** One that was not saved is the script of whoever ran it. */
async function commandOf(
  { store, nativeIds }: Deps,
  { accountId, commandId, commandName: name }: Invocation,
): Promise<WantedRun['command']> {
  const { total } = await store.listCommands(accountId, { ids: [commandId] }, { offset: 0, limit: 0 })
  return total === 0 ? 'script' : { id: nativeIds.format('command', commandId), name }
}

interface Values {
  readonly parameters: Parameters
  readonly secret: ReadonlySet<string>
  readonly stored: Parameters
}

/** The values that were given, or else those from before, and with each change the newest of the parameter store. */
async function valuesFor(
  deps: Deps,
  caller: Caller,
  { accountId, parameters, sealedSecrets }: Invocation,
  content: Uint8Array,
  given: Parameters | undefined,
): Promise<Values | undefined> {
  if (!given && !parameters) return undefined
  const secrets = given ? {} : ownSecrets(openSecrets(deps.vault, accountId, sealedSecrets))
  return {
    parameters: given ?? { ...parameters, ...secrets },
    // What was a secret stays one, also where a new script does not say so.
    secret: new Set([...secretNames(content), ...Object.keys(secrets)]),
    stored: await readStored(deps, caller, { content, parametersEnabled: true }, undefined),
  }
}
