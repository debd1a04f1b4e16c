import { viewInstances } from '../accounts/authorise.ts'
import { refusalOfRun } from '../accounts/policy.ts'
import type { Deps } from '../ports.ts'
import type { Assignment } from './assignment.ts'

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
    const { accountId, userName } = first.work
    const instances = await viewInstances(
      deps,
      { accountId },
      tasks.map(({ instanceId }) => instanceId),
    )
    const named = command === 'script' ? command : { ...command, id: deps.nativeIds.format('command', command.id) }
    for (const { taskId, instanceId } of tasks) {
      const instance = instances.get(instanceId)
      const refusal = instance && refusalOfRun(policy, { instances: [instance], command: named, userName })
      if (refusal)
        forbidden.set(taskId, `not sent, because by then the policy of ${ownerName} did not let it ${refusal}`)
    }
  }
  return forbidden
}
