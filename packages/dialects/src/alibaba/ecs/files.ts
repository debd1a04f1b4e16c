import type { Invocation, ListedTask, SentFile } from '@muster/core'
import type { Context, Output } from '../../action.ts'
import { Violation } from '../../spec/violations.ts'
import { formatId, formatInstance } from '../ids.ts'
import { fromBase64, shownText } from './content.ts'
import { fileErrorCode, fileStatus, wholeFileStatus } from './file-states.ts'
import { shownTags } from './tags.ts'
import { time } from './times.ts'

/** Source: Content, once it is in Base64. */
const maxEncodedBytes = 32_768

export const contentTypes = ['PlainText', 'Base64'] as const
export type ContentType = (typeof contentTypes)[number]

/** What a file has for which the request says nothing. */
export const usual = { mode: '0644', owner: 'root', group: 'root' } as const

/** The file of a request, as its type says that it is written. */
export function fileContent(text: string, type: ContentType): Uint8Array {
  const content = type === 'Base64' ? fromBase64(text) : Buffer.from(text)
  if (!content)
    throw new Violation('value', 'Content must be Base64, or say that it is PlainText.', ['FileContent.DecodeError'])
  if (Math.ceil(content.length / 3) * 4 > maxEncodedBytes)
    throw new Violation('tooLong', `Content has more than ${maxEncodedBytes} bytes in Base64.`, [
      'FileSize.ExceedLimit',
    ])
  return content
}

export const encodings = { PlainText: 'plain', Base64: 'base64' } as const satisfies Record<
  ContentType,
  SentFile['encoding']
>

/** A host's part in sending a file; what its script told is there for those that failed. */
export interface FilePart {
  readonly task: ListedTask
  readonly told: Uint8Array
}

export function sendRecord(context: Context, invocation: Invocation, parts: readonly FilePart[]): Output {
  const { file, content } = invocation.execution
  if (!file) return {}
  const type = file.encoding === 'base64' ? 'Base64' : 'PlainText'
  return {
    InvokeId: formatId(context.deps, 'file', invocation.id),
    Name: file.name,
    Description: invocation.description,
    TargetDir: file.folder,
    ContentType: type,
    Content: shownText(content, type),
    FileMode: file.mode,
    FileOwner: file.owner || usual.owner,
    FileGroup: file.group || usual.group,
    Overwrite: String(file.existing === 'replace'),
    InvocationStatus: wholeFileStatus(invocation.counts),
    VmCount: invocation.total,
    CreationTime: time(invocation.createdAt),
    Tags: shownTags(invocation.tags),
    InvokeInstances: { InvokeInstance: parts.map((part) => partRecord(context, part)) },
  }
}

const partRecord = ({ deps }: Context, { task, told }: FilePart): Output => ({
  InstanceId: formatInstance(deps, task.instanceKind, task.instanceId),
  InvocationStatus: fileStatus[task.state],
  ErrorCode: fileErrorCode(task),
  ErrorInfo: fileErrorCode(task) === '' ? '' : Buffer.from(told).toString().trim() || task.cause,
  CreationTime: time(task.createdAt),
  StartTime: time(task.startedAt),
  FinishTime: time(task.endedAt),
  UpdateTime: time(task.updatedAt),
})
