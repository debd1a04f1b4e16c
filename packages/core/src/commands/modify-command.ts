import type { Caller } from '../accounts/account.ts'
import { refuseScript } from '../accounts/authorise.ts'
import { MusterError } from '../errors.ts'
import { refuseUnknownBucket } from '../outputs/bucket.ts'
import type { Deps } from '../ports.ts'
import type { Command, CommandDraft, Naming, OutputDelivery, ParameterDefault } from './command.ts'
import { findCommand } from './find-command.ts'
import { mask, secretNames } from './parameters.ts'
import { openCommand, sealDraft } from './seal.ts'

/** What is given replaces what there was. Whether a command has parameters was settled when it was made. */
export type CommandChange = Partial<Omit<CommandDraft, 'parametersEnabled' | 'delivery'>> & {
  readonly delivery?: Partial<OutputDelivery>
}

export async function modifyCommand(
  deps: Deps,
  caller: Caller,
  id: number,
  change: CommandChange,
  naming: Naming = 'unique',
): Promise<void> {
  const { store, clock, vault } = deps
  const command = await findCommand(deps, caller, id)
  refuseScript(caller)
  if (command.createdBy === 'muster')
    throw new MusterError('CommandReadOnly', 'This command is public and cannot be changed: store a copy of it.')
  if (change.parameterDefaults && !command.parametersEnabled)
    throw new MusterError('ParameterDisabled', 'The command has no parameters: create it with parameters enabled.')
  const draft = changed(openCommand(vault, command), change)
  if (change.delivery) await refuseUnknownBucket(deps, caller.accountId, draft.delivery)
  const stored = await store.modifyCommand({
    accountId: caller.accountId,
    id,
    draft: sealDraft(vault, caller.accountId, draft),
    naming,
    readAt: command.updatedAt,
    // Each change moves the time, by which a change that came between is seen.
    at: Math.max(clock.now(), command.updatedAt + 1),
  })
  if (!stored) await modifyCommand(deps, caller, id, change, naming)
}

function changed(command: Command, change: CommandChange): CommandDraft {
  const draft = { ...command, ...change, delivery: { ...command.delivery, ...change.delivery } }
  const before = secretDefaults(command)
  const hidden = secretNames(draft.content)
  // A secret that the new script does not hide would show: it goes, and the next run asks for a value.
  const parameterDefaults = change.parameterDefaults
    ? change.parameterDefaults.map((each) => (hidden.has(each.name) ? keepMasked(each, before) : each))
    : draft.parameterDefaults.filter(({ name }) => hidden.has(name) || !before.has(name))
  return { ...draft, parameterDefaults }
}

const secretDefaults = ({ content, parameterDefaults }: Command): ReadonlyMap<string, string> => {
  const hidden = secretNames(content)
  return new Map(parameterDefaults.filter(({ name }) => hidden.has(name)).map(({ name, value }) => [name, value]))
}

/** Whoever reads a command and writes it back sends the mask for its secrets: they stay what they were. */
const keepMasked = (given: ParameterDefault, before: ReadonlyMap<string, string>): ParameterDefault =>
  given.value === mask ? { ...given, value: before.get(given.name) ?? mask } : given
