import { viewInstances } from '../accounts/authorise.ts'
import { refusalOfRun } from '../accounts/policy.ts'
import { pathOf } from '../files/sent-file.ts'
import type { Deps } from '../ports.ts'
import type { Assignment, LimitedRun } from './assignment.ts'

/**
 * Of tasks that are about to be sent those that the policies of their users do not allow any more, each with the cause: a
 * task may have waited for its host longer than the right to run it lasted.
 */
export async function forbiddenNow(
  deps: Pick<Deps, 'store' | 'nativeIds'>,
  assignments: readonly Assignment[],
): Promise<ReadonlyMap<number, string>> {
  const forbidden = new Map<number, string>()
  const byInvocation = Map.groupBy(assignments, ({ invocationId }) => invocationId)
  for (const { invocationId, policy, ownerName, command } of await deps.store.findLimitedRuns([
    ...byInvocation.keys(),
  ])) {
    const tasks = byInvocation.get(invocationId) ?? []
    const [first] = tasks
    if (!first) continue
    const { accountId, file, userName } = first.work
    const instances = await viewInstances(
      deps,
      { accountId },
      tasks.map(({ instanceId }) => instanceId),
    )
    const wanted = file
      ? { command: { file: pathOf(file) }, userName: file.owner }
      : { command: named(deps, command), userName }
    for (const { taskId, instanceId } of tasks) {
      const instance = instances.get(instanceId)
      const refusal = instance && refusalOfRun(policy, { ...wanted, instances: [instance] })
      if (refusal)
        forbidden.set(taskId, `not sent, because by then the policy of ${ownerName} did not let it ${refusal}`)
    }
  }
  return forbidden
}

const named = ({ nativeIds }: Pick<Deps, 'nativeIds'>, command: LimitedRun['command']) =>
  typeof command === 'string' ? command : { ...command, id: nativeIds.format('command', command.id) }
