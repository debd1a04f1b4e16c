import { type CountCondition, fileExits, openStates, type StateCounts, type TaskState, taskStates } from '@muster/core'
import { type Ended, firstOf, none, some } from './states.ts'

/** What a client sees of one host that a file is sent to. Total: a stop, which files do not have there, is an abort. */
export const fileStatus: Record<TaskState, string> = {
  pending: 'Pending',
  delivering: 'Pending',
  delayed: 'Pending',
  running: 'Running',
  cancelling: 'Running',
  succeeded: 'Success',
  failed: 'Failed',
  timedOut: 'Timeout',
  startFailed: 'Error',
  undelivered: 'Aborted',
  lost: 'Error',
  cancelled: 'Aborted',
  terminated: 'Aborted',
  skipped: 'Aborted',
  invalid: 'Invalid',
}

const good: readonly TaskState[] = ['succeeded']
const waits = taskStates.filter((state) => fileStatus[state] === 'Pending')
const bad = taskStates.filter((state) => !openStates.includes(state) && !good.includes(state))

/** The status of the whole, for a filter as for an answer. */
export const wholeFileStatuses = {
  Pending: [some(waits)],
  Running: [none(waits), some(['running', 'cancelling'])],
  Success: [none(openStates), none(bad)],
  PartialFailed: [none(openStates), some(good), some(bad)],
  Failed: [none(openStates), none(good)],
} as const satisfies Record<string, readonly CountCondition[]>

export const wholeFileStatus = (counts: StateCounts): keyof typeof wholeFileStatuses =>
  firstOf(wholeFileStatuses, counts) ?? 'Pending'

const codes = new Map<number | undefined, string>([
  [fileExits.exists, 'FileAlreadyExists'],
  [fileExits.damaged, 'FileContentInvalid'],
  [fileExits.nameInvalid, 'FileNameInvalid'],
  [fileExits.folderInvalid, 'FilePathInvalid'],
  [fileExits.notPermitted, 'FileAuthorityInvalid'],
  [fileExits.noSuchOwner, 'UserGroupNotExists'],
])

/** Why a host does not have the file, in the vendor's words. */
export function fileErrorCode(ended: Ended & { readonly exitCode: number | undefined }): string {
  switch (ended.state) {
    case 'failed':
      return codes.get(ended.exitCode) ?? 'FileCreateFail'
    case 'undelivered':
      return ended.cause.includes('removed') ? 'InstanceReleased' : 'DeliveryTimeout'
    case 'lost':
      return 'ClientNotResponse'
    case 'skipped':
      return 'ClientNotRunning'
    case 'timedOut':
    case 'startFailed':
    case 'invalid':
      return 'FileCreateFail'
    default:
      return ''
  }
}
