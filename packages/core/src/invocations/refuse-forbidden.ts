import { type Actor, refuseRun } from '../accounts/authorise.ts'
import { pathOf } from '../files/sent-file.ts'
import type { Deps } from '../ports.ts'
import type { StartRequest } from './start-invocation.ts'

/** Refuses what the policy of a user does not let it start. */
export function refuseForbidden(
  deps: Pick<Deps, 'store' | 'nativeIds'>,
  actor: Actor,
  {
    command,
    file,
    instances,
    overrides,
    runtime,
  }: Pick<StartRequest, 'command' | 'file' | 'instances' | 'overrides' | 'runtime'>,
): Promise<void> {
  const instanceIds = instances.map(({ id }) => id)
  if (file) return refuseRun(deps, actor, { instanceIds, command: { file: pathOf(file) }, userName: file.owner })
  const stored = 'id' in command ? command : undefined
  const { userName } = 'id' in command ? command : command.draft
  return refuseRun(deps, actor, {
    instanceIds,
    command: stored ? { id: deps.nativeIds.format('command', stored.id), name: stored.name } : 'script',
    // Into a container it is the agent that goes.
    userName: runtime?.container ? '' : (overrides.userName ?? userName),
  })
}
