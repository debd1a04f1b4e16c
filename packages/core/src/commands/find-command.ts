import type { Caller } from '../accounts/account.ts'
import { MusterError } from '../errors.ts'
import type { Deps } from '../ports.ts'
import type { Command } from './command.ts'

/** A command that the caller may run, its own or a public one, or CommandNotFound. */
export async function findCommand({ store }: Deps, caller: Caller, id: number): Promise<Command> {
  const { items } = await store.listCommands(caller.accountId, { ids: [id] }, { offset: 0, limit: 1 })
  const [command] = items
  if (!command)
    throw new MusterError(
      'CommandNotFound',
      'There is no such command. List them with DescribeCommands or "muster commands".',
    )
  return command
}
