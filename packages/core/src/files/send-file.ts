import type { Caller } from '../accounts/account.ts'
import type { CommandDraft } from '../commands/command.ts'
import type { Tags, Target } from '../instances/instance.ts'
import { startInvocation } from '../invocations/start-invocation.ts'
import type { AwayPolicy } from '../invocations/targets.ts'
import { noDelivery } from '../outputs/bucket.ts'
import type { Deps } from '../ports.ts'
import type { SentFile } from './sent-file.ts'

export interface SendRequest {
  readonly file: SentFile
  readonly content: Uint8Array
  readonly description: string
  readonly timeoutSeconds: number
  readonly instances: readonly Target[]
  readonly away: AwayPolicy
  readonly tags: Tags
}

/** Writes a file on hosts: an invocation like any other, with a script of the server's own. */
export async function sendFile(deps: Deps, caller: Caller, request: SendRequest): Promise<{ id: number }> {
  const { file, content, description, timeoutSeconds, instances, away, tags } = request
  const draft: CommandDraft = {
    ...{ name: file.name, description, content, timeoutSeconds, workingDirectory: '/', userName: '', tags },
    type: 'shell',
    parametersEnabled: false,
    parameterDefaults: [],
    delivery: noDelivery,
  }
  return startInvocation(deps, caller, {
    ...{ command: { draft, saved: false }, file, instances, parameters: undefined, away, tags, overrides: {} },
    source: 'user',
    profile: 'plain',
    termination: 'processTree',
    output: 'merged',
  })
}
