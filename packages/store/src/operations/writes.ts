import { cancelInvocation } from './cancel-invocation.ts'
import { changeSchedule } from './change-schedule.ts'
import { changeStanding } from './change-standing.ts'
import { changeTags } from './change-tags.ts'
import { changeUser } from './change-user.ts'
import { claimTasks } from './claim-tasks.ts'
import { connectInstances } from './connect-instances.ts'
import { createAccessKey } from './create-access-key.ts'
import { createAccount } from './create-account.ts'
import { createCommand } from './create-command.ts'
import { createInvocation } from './create-invocation.ts'
import { createRegisterCode } from './create-register-code.ts'
import { createSchedule } from './create-schedule.ts'
import { createTerminal } from './create-terminal.ts'
import { createUser } from './create-user.ts'
import { deleteBucket } from './delete-bucket.ts'
import { deleteCommands } from './delete-commands.ts'
import { deleteSchedule } from './delete-schedule.ts'
import { disableAccessKey } from './disable-access-key.ts'
import { disconnectInstances } from './disconnect-instances.ts'
import { ensureAdministrator } from './ensure-administrator.ts'
import { ensurePublicCommands } from './ensure-public-commands.ts'
import { expireFirings } from './expire-firings.ts'
import { expireTasks } from './expire-tasks.ts'
import { saveKeyring } from './keyring.ts'
import { modifyCommand } from './modify-command.ts'
import { moveDeadlines } from './move-deadlines.ts'
import { endTerminals, moveTerminal, takeTerminal } from './move-terminal.ts'
import { pruneInvocations } from './prune-invocations.ts'
import { pruneAudit, pruneFires, pruneFirings, pruneTerminals } from './prune-lines.ts'
import { recordDelivery } from './record-delivery.ts'
import { recordFires } from './record-fires.ts'
import { recordFirings } from './record-firings.ts'
import { recordHeartbeats } from './record-heartbeats.ts'
import { recordReports } from './record-reports.ts'
import { registerInstance } from './register-instance.ts'
import { removeInstance } from './remove-instance.ts'
import { renameInstance } from './rename-instance.ts'
import { saveBucket } from './save-bucket.ts'
import { replaceSealed } from './sealed-values.ts'
import { saveSettings } from './settings.ts'
import { deleteParameter, revealParameter, setParameter } from './stored-parameters.ts'
import { deleteRegisterCodes, disableRegisterCodes } from './withdraw-register-codes.ts'

/** Every operation that changes something, by the name under which it travels to the writer. */
export const writes = {
  cancelInvocation,
  changeSchedule,
  changeTags,
  changeUser,
  changeStanding,
  claimTasks,
  connectInstances,
  createAccessKey,
  createAccount,
  createCommand,
  createInvocation,
  createRegisterCode,
  deleteBucket,
  deleteCommands,
  deleteParameter,
  deleteRegisterCodes,
  createSchedule,
  createTerminal,
  createUser,
  deleteSchedule,
  disableAccessKey,
  disableRegisterCodes,
  disconnectInstances,
  endTerminals,
  ensureAdministrator,
  ensurePublicCommands,
  expireFirings,
  expireTasks,
  modifyCommand,
  moveDeadlines,
  moveTerminal,
  pruneAudit,
  pruneFires,
  pruneFirings,
  pruneInvocations,
  pruneTerminals,
  recordDelivery,
  recordFires,
  recordFirings,
  recordHeartbeats,
  recordReports,
  registerInstance,
  removeInstance,
  renameInstance,
  replaceSealed,
  revealParameter,
  saveBucket,
  saveKeyring,
  saveSettings,
  setParameter,
  takeTerminal,
}

type Writes = typeof writes
export type WriteName = keyof Writes
export type InputOf<Name extends WriteName> = Parameters<Writes[Name]>[1]
export type ResultOf<Name extends WriteName> = ReturnType<Writes[Name]>
