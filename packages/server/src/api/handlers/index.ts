import type { routes } from '@muster/protocol/api'
import type { Handler } from '../context.ts'
import { getServer } from './about.ts'
import { deleteBucket, listBuckets, saveBucket } from './buckets.ts'
import { createCommand, deleteCommand, getCommand, listCommands, modifyCommand, previewCommand } from './commands.ts'
import { createUpload, sendFile, writeUpload } from './files.ts'
import { listFires, previewRule, previewSchedule } from './fires.ts'
import { listInstances, previewTargets, removeInstance, renameInstance } from './instances.ts'
import { cancelInvocation, getInvocation, listInvocations, listTasks } from './invocations.ts'
import { createKey, createTemporaryKey, disableKey, listKeys } from './keys.ts'
import {
  deleteParameter,
  getParameter,
  listParameters,
  listParameterVersions,
  revealParameter,
  setParameter,
} from './parameters.ts'
import { createRegisterCode, deleteRegisterCode, disableRegisterCode, listRegisterCodes } from './register-codes.ts'
import { getRotation, rotateKeys } from './rotation.ts'
import { createRun } from './runs.ts'
import {
  createSchedule,
  deleteSchedule,
  disableSchedule,
  enableSchedule,
  getSchedule,
  listSchedules,
  modifySchedule,
} from './schedules.ts'
import { endTerminal, getTerminal, listTerminals, readRecording, startTerminal } from './terminals.ts'
import { createAccount, createUser, disableUser, enableUser, listAccounts, listUsers, setPolicy } from './users.ts'

export const handlers: { readonly [Name in keyof typeof routes]: Handler<Name> } = {
  getServer,
  listInstances,
  renameInstance,
  removeInstance,
  previewTargets,
  createRun,
  createUpload,
  writeUpload,
  sendFile,
  listInvocations,
  getInvocation,
  listTasks,
  cancelInvocation,
  createCommand,
  listCommands,
  getCommand,
  modifyCommand,
  deleteCommand,
  previewCommand,
  createSchedule,
  listSchedules,
  previewRule,
  getSchedule,
  modifySchedule,
  enableSchedule,
  disableSchedule,
  deleteSchedule,
  previewSchedule,
  listFires,
  startTerminal,
  listTerminals,
  getTerminal,
  endTerminal,
  readRecording,
  createRegisterCode,
  listRegisterCodes,
  disableRegisterCode,
  deleteRegisterCode,
  createKey,
  createTemporaryKey,
  listKeys,
  disableKey,
  createAccount,
  listAccounts,
  createUser,
  listUsers,
  enableUser,
  disableUser,
  setPolicy,
  setParameter,
  listParameters,
  getParameter,
  listParameterVersions,
  revealParameter,
  deleteParameter,
  rotateKeys,
  getRotation,
  saveBucket,
  listBuckets,
  deleteBucket,
}
