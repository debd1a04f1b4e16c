import { type Actor, refuseRun } from '../accounts/authorise.ts'
import type { Deps } from '../ports.ts'
import type { StartRequest } from './start-invocation.ts'

/** Refuses what the policy of a user does not let it start. */
export function refuseForbidden(
  deps: Pick<Deps, 'store' | 'nativeIds'>,
  actor: Actor,
  { command, instances, overrides, runtime }: Pick<StartRequest, 'command' | 'instances' | 'overrides' | 'runtime'>,
): Promise<void> {
  const stored = 'id' in command ? command : undefined
  const { userName } = 'id' in command ? command : command.draft
  return refuseRun(deps, actor, {
    instanceIds: instances.map(({ id }) => id),
    command: stored ? { id: deps.nativeIds.format('command', stored.id), name: stored.name } : 'script',
    // Into a container it is the agent that goes.
    userName: runtime?.container ? '' : (overrides.userName ?? userName),
  })
}
