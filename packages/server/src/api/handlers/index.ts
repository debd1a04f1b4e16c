import type { routes } from '@muster/protocol/api'
import type { Handler } from '../context.ts'
import { getServer } from './about.ts'
import { createCommand, getCommand, listCommands } from './commands.ts'
import { listInstances, previewTargets } from './instances.ts'
import { cancelInvocation, getInvocation, listInvocations, listTasks } from './invocations.ts'
import { createKey, disableKey, listKeys } from './keys.ts'
import { createRegisterCode, disableRegisterCode, listRegisterCodes } from './register-codes.ts'
import { createRun } from './runs.ts'

export const handlers: { readonly [Name in keyof typeof routes]: Handler<Name> } = {
  getServer,
  listInstances,
  previewTargets,
  createRun,
  listInvocations,
  getInvocation,
  listTasks,
  cancelInvocation,
  createCommand,
  listCommands,
  getCommand,
  createRegisterCode,
  listRegisterCodes,
  disableRegisterCode,
  createKey,
  listKeys,
  disableKey,
}
