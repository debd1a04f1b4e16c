import { type Assignment, limits, type NativeIds, renderContent, type Vault } from '@muster/core'
import { buildSlice, type Plan, rootText, type SignedPlan, sliceLimit } from '@muster/protocol/agent'
import type { ServerKey } from '../../keys/server-key.ts'

export interface Addressed {
  readonly instanceId: number
  readonly taskId: number
  readonly signed: SignedPlan
}

interface Parts {
  readonly nativeIds: NativeIds
  readonly vault: Vault
  readonly serverKey: ServerKey
  readonly instanceName: (instanceId: number) => string
}

/** Writes out the plans of claimed tasks and signs them, one signature for each slice. */
export function signPlans(parts: Parts, assignments: readonly Assignment[]): readonly Addressed[] {
  const scripts = new Map<number, string>()
  const texts = assignments.map((assignment) => {
    const script = scripts.get(assignment.invocationId) ?? renderScript(parts.vault, assignment)
    scripts.set(assignment.invocationId, script)
    return JSON.stringify(planOf(parts, assignment, script))
  })
  const addressed: Addressed[] = []
  for (let from = 0; from < texts.length; from += sliceLimit) {
    const slice = texts.slice(from, from + sliceLimit)
    const { root, paths } = buildSlice(slice)
    const signature = parts.serverKey.sign(rootText(root))
    for (const [index, plan] of slice.entries()) {
      const assignment = assignments[from + index]
      if (!assignment) continue
      const signed = { plan, index, path: [...(paths[index] ?? [])], signature }
      addressed.push({ instanceId: assignment.instanceId, taskId: assignment.taskId, signed })
    }
  }
  return addressed
}

function renderScript(vault: Vault, { content, parameters, sealedSecrets }: Assignment): string {
  const secrets = sealedSecrets
    ? (JSON.parse(Buffer.from(vault.open(sealedSecrets)).toString()) as Record<string, string>)
    : {}
  const rendered = renderContent(content, parameters && { ...parameters, ...secrets })
  return Buffer.from(rendered).toString('base64')
}

function planOf({ nativeIds, instanceName }: Parts, assignment: Assignment, script: string): Plan {
  return {
    sequence: assignment.taskId,
    attempt: assignment.attempt,
    instance: instanceName(assignment.instanceId),
    task: nativeIds.format('task', assignment.taskId),
    deliverBy: assignment.dueAt,
    script,
    timeoutSeconds: assignment.timeoutSeconds,
    killGraceMs: limits.killGraceMs,
    workingDirectory: assignment.workingDirectory,
    userName: assignment.userName,
    profile: assignment.profile,
    termination: assignment.termination,
    output: assignment.output,
    outputLimit: limits.outputBytes,
  }
}
