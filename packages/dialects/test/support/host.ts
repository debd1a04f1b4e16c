import assert from 'node:assert/strict'
import type { Outcome } from '@muster/core'
import type { World } from './world.ts'

/** What a host does next with the task it has, or is given. */
export interface HostStep {
  readonly instance: string
  /** By its number, of the task that it holds. */
  readonly firing?: number
  readonly start?: true
  readonly exitCode?: number
  readonly outcome?: Outcome
  readonly output?: string
  readonly dropped?: number
  readonly cause?: string
}

export async function playHost({ deps, names, clock }: World, step: HostStep): Promise<void> {
  const { store, nativeIds } = deps
  const instanceId = nativeIds.parseInstance(names.get(step.instance) ?? '')?.id
  assert.ok(instanceId !== undefined, `there is a host ${step.instance}`)
  clock.set(clock.now() + 1000)
  const at = clock.now()
  const { assignments: claimed } = await store.claimTasks({ instances: [{ id: instanceId, limit: 1 }], at })
  const [assignment] = claimed.length > 0 ? claimed : await store.openAssignments([instanceId], at)
  assert.ok(assignment, `${step.instance} has a task`)
  const { taskId } = assignment
  const data = Buffer.from(step.output ?? '')
  const ends = step.outcome !== undefined || step.exitCode !== undefined
  const reports = [
    ...(step.start ? [{ kind: 'started' as const, taskId, at }] : []),
    ...(data.length > 0 ? [{ kind: 'output' as const, taskId, offset: 0, data }] : []),
    ...(ends
      ? [
          {
            kind: 'finished' as const,
            taskId,
            at,
            startedAt: step.outcome === 'startFailed' ? undefined : at,
            outcome: step.outcome ?? ('exited' as const),
            exitCode: step.exitCode,
            size: data.length,
            dropped: step.dropped ?? 0,
            cause: step.cause ?? '',
          },
        ]
      : []),
  ]
  const { firing: number } = step
  if (number === undefined)
    await store.recordReports({ reports: reports.map((report) => ({ instanceId, report })), at })
  else await store.recordFirings({ reports: reports.map((report) => ({ instanceId, number, report })), at })
}
