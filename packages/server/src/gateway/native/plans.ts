import {
  type Assignment,
  builtInNames,
  type Deps,
  delivers,
  folderOf,
  limits,
  maskedValues,
  openSecrets,
  type Parameters,
  parseLauncher,
  renderScript,
  type TaskWork,
  type Vault,
} from '@muster/core'
import { builtInValues, hostBuiltIns } from '@muster/dialects'
import {
  askedFor,
  growTree,
  hashOf,
  leafOf,
  type PlanHead,
  pathOf,
  rootText,
  type SignedPlan,
  sliceLimit,
  type Work,
} from '@muster/protocol/agent'
import type { LinkToFile } from '../../files/links.ts'
import type { ServerKey } from '../../keys/server-key.ts'

interface Parts {
  readonly deps: () => Deps
  readonly serverKey: ServerKey
  readonly instanceName: (instanceId: number) => string
  /** Bytes that are taken of an output which is to be delivered whole. */
  readonly wholeOutputLimit: number
  readonly linkToFile: LinkToFile
  /** Of this server, for runs whose callers name none. */
  readonly region: string
}

interface WrittenWork {
  readonly bytes: Buffer
  readonly hash: string
}

export type SignPlans = (assignments: readonly Assignment[]) => readonly SignedPlan[]

/** Writes out the plans of tasks, in their order, and signs them: one signature for each slice. */
export function createPlanSigner({
  deps,
  serverKey,
  instanceName,
  wholeOutputLimit,
  linkToFile,
  region,
}: Parts): SignPlans {
  // Of a work that many tasks share, which come one behind the other, only the first writes it; one that names its host is
  // written for each.
  let last: { readonly work: TaskWork; readonly written: WrittenWork } | undefined
  const write = (assignment: Assignment): WrittenWork => {
    const { work } = assignment
    if (last?.work === work) return last.written
    const filled = work.parameters ? builtInNames(work.content) : []
    const values = filled.length > 0 ? builtInValues(deps(), placeOf(assignment)) : {}
    const bytes = Buffer.from(JSON.stringify(workOf(deps().vault, work, values, { wholeOutputLimit, linkToFile })))
    const written = { bytes, hash: hashOf(bytes) }
    if (!filled.some((name) => hostBuiltIns.includes(name))) last = { work, written }
    return written
  }
  const placeOf = ({ instanceId, instanceName: name = '', invocationId, work }: Assignment) => ({
    region: work.runtime?.region ?? region,
    ...{ accountId: work.accountId, commandId: work.commandId, invocationId },
    instance: { id: instanceId, kind: deps().nativeIds.parseInstance(instanceName(instanceId))?.kind ?? 'cvm', name },
  })
  const headOf = (assignment: Assignment): PlanHead => ({
    sequence: assignment.taskId,
    attempt: assignment.attempt,
    deliverBy: assignment.startBy > deps().clock.now() ? assignment.startBy : askedFor,
    instance: instanceName(assignment.instanceId),
    task: deps().nativeIds.format('task', assignment.taskId),
  })

  const signSlice = (assignments: readonly Assignment[]): readonly SignedPlan[] => {
    const plans = assignments.map((assignment) => ({ head: headOf(assignment), work: write(assignment) }))
    const levels = growTree(plans.map(({ head, work }) => leafOf(head, work.hash)))
    const [root = ''] = levels.at(-1) ?? []
    const signature = serverKey.sign(rootText(root)).toString('latin1')
    return plans.map(({ head, work }, index) => ({
      head,
      work: work.bytes,
      proof: { index, count: plans.length, path: pathOf(levels, index), signature },
    }))
  }

  return (assignments) => {
    const signed: SignedPlan[] = []
    for (let from = 0; from < assignments.length; from += sliceLimit)
      signed.push(...signSlice(assignments.slice(from, from + sliceLimit)))
    return signed
  }
}

function workOf(
  vault: Vault,
  work: TaskWork,
  builtIns: Parameters,
  { wholeOutputLimit, linkToFile }: Pick<Parts, 'wholeOutputLimit' | 'linkToFile'>,
): Work {
  const secrets = openSecrets(vault, work.accountId, work.sealedSecrets)
  const masks = maskedValues(secrets).map((secret) => Buffer.from(secret).toString('base64'))
  return {
    script: Buffer.from(
      renderScript(work, work.parameters && { ...work.parameters, ...secrets, ...builtIns }),
    ).toString('base64'),
    timeoutSeconds: work.timeoutSeconds,
    killGraceMs: limits.killGraceMs,
    workingDirectory: work.workingDirectory,
    userName: work.userName,
    profile: work.profile,
    termination: work.termination,
    output: work.output,
    outputLimit: delivers(work.delivery) ? wholeOutputLimit : limits.outputBytes,
    ...(masks.length > 0 ? { masks } : {}),
    ...(work.runtime?.launcher ? { launcher: parseLauncher(work.runtime.launcher) } : {}),
    ...(work.runtime?.container ? { container: work.runtime.container } : {}),
    ...(work.repeat ? { repeat: { rule: work.repeat.rule, revision: work.repeat.revision } } : {}),
    ...(work.file ? { draftsIn: folderOf(work.file) } : {}),
    ...(work.file?.upload ? { fetches: linkToFile(work.accountId, work.file.upload.sha256) } : {}),
  }
}
