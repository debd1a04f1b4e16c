import { Command, CommanderError } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { addAccountsCreate } from './commands/accounts-create.ts'
import { addAccountsList } from './commands/accounts-list.ts'
import { addBucketsAdd } from './commands/buckets-add.ts'
import { addBucketsList } from './commands/buckets-list.ts'
import { addBucketsRemove } from './commands/buckets-remove.ts'
import { addCodesCreate } from './commands/codes-create.ts'
import { addCodesDelete } from './commands/codes-delete.ts'
import { addCodesDisable } from './commands/codes-disable.ts'
import { addCodesList } from './commands/codes-list.ts'
import { addCommandsCreate } from './commands/commands-create.ts'
import { addCommandsDelete } from './commands/commands-delete.ts'
import { addCommandsList } from './commands/commands-list.ts'
import { addCommandsModify } from './commands/commands-modify.ts'
import { addCommandsPreview } from './commands/commands-preview.ts'
import { addCommandsShow } from './commands/commands-show.ts'
import { addDoctor } from './commands/doctor.ts'
import { addFilesSend } from './commands/files-send.ts'
import { addInstancesAdd } from './commands/instances-add.ts'
import { addInstancesList } from './commands/instances-list.ts'
import { addInstancesRemove } from './commands/instances-remove.ts'
import { addInstancesRename } from './commands/instances-rename.ts'
import { addInvocationsCancel } from './commands/invocations-cancel.ts'
import { addInvocationsList } from './commands/invocations-list.ts'
import { addInvocationsOutput } from './commands/invocations-output.ts'
import { addInvocationsShow } from './commands/invocations-show.ts'
import { addKeysCreate } from './commands/keys-create.ts'
import { addKeysDisable } from './commands/keys-disable.ts'
import { addKeysList } from './commands/keys-list.ts'
import { addKeysRotate } from './commands/keys-rotate.ts'
import { addLogin } from './commands/login.ts'
import type { Context } from './commands/options.ts'
import { addParametersDelete } from './commands/parameters-delete.ts'
import { addParametersGet } from './commands/parameters-get.ts'
import { addParametersHistory, addParametersList } from './commands/parameters-list.ts'
import { addParametersSet } from './commands/parameters-set.ts'
import { addRun } from './commands/run.ts'
import { addSchedulesCreate } from './commands/schedules-create.ts'
import { addSchedulesDelete } from './commands/schedules-delete.ts'
import { addSchedulesList } from './commands/schedules-list.ts'
import { addSchedulesModify } from './commands/schedules-modify.ts'
import { addSchedulesPreview } from './commands/schedules-preview.ts'
import { addSchedulesShow } from './commands/schedules-show.ts'
import { addSchedulesDisable, addSchedulesEnable } from './commands/schedules-switch.ts'
import { addSchedulesWhy } from './commands/schedules-why.ts'
import { addTerminalEnd } from './commands/terminal-end.ts'
import { addTerminalList } from './commands/terminal-list.ts'
import { addTerminalOpen } from './commands/terminal-open.ts'
import { addTerminalPlay } from './commands/terminal-play.ts'
import { addTlsClient, addTlsInit, addTlsRenew } from './commands/tls.ts'
import { addUsersCreate } from './commands/users-create.ts'
import { addUsersList } from './commands/users-list.ts'
import { addUsersPolicy } from './commands/users-policy.ts'
import { addUsersDisable, addUsersEnable } from './commands/users-switch.ts'
import { errorLine, exitCodes } from './errors.ts'
import { explain } from './explain.ts'
import { overview } from './help.ts'
import type { Io } from './io.ts'

type Add = (parent: Command, context: Context) => void

function group(program: Command, names: readonly string[], about: string, context: Context, adds: readonly Add[]) {
  const [name = '', ...aliases] = names
  const parent = program.command(name).aliases(aliases).description(about)
  for (const add of adds) add(parent, context)
  return parent
}

/** All commands that talk to a server. */
function buildProgram(context: Context): Command {
  const { io } = context
  const program = new Command('muster')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(errorLine(text.replace(/^error: /, '').trim())),
      getOutHelpWidth: () => 80,
    })
  program.helpInformation = () => overview
  program.helpCommand(false)
  addRun(program, context)
  group(program, ['invocations', 'invocation', 'runs'], 'what has run', context, [
    addInvocationsList,
    addInvocationsShow,
    addInvocationsOutput,
    addInvocationsCancel,
  ])
  group(program, ['files', 'file'], 'files for hosts', context, [addFilesSend])
  group(program, ['commands', 'command'], 'stored scripts', context, [
    addCommandsList,
    addCommandsShow,
    addCommandsCreate,
    addCommandsModify,
    addCommandsPreview,
    addCommandsDelete,
  ])
  group(program, ['schedules', 'schedule'], 'stored scripts that run by themselves', context, [
    addSchedulesList,
    addSchedulesShow,
    addSchedulesCreate,
    addSchedulesModify,
    addSchedulesEnable,
    addSchedulesDisable,
    addSchedulesDelete,
    addSchedulesPreview,
    addSchedulesWhy,
  ])
  const instances = group(program, ['instances', 'hosts', 'host', 'instance'], 'hosts of the account', context, [
    addInstancesList,
    addInstancesAdd,
    addInstancesRename,
    addInstancesRemove,
  ])
  // Where hosts are, and on their own.
  for (const parent of [instances, program])
    group(parent, ['codes', 'code'], 'codes that let hosts in', context, [
      addCodesList,
      addCodesCreate,
      addCodesDisable,
      addCodesDelete,
    ])
  group(program, ['terminal', 'terminals'], 'shells on hosts', context, [
    addTerminalOpen,
    addTerminalList,
    addTerminalEnd,
    addTerminalPlay,
  ])
  group(program, ['keys', 'key'], 'access keys', context, [addKeysList, addKeysCreate, addKeysDisable, addKeysRotate])
  group(program, ['users', 'user'], 'who may do what', context, [
    addUsersList,
    addUsersCreate,
    addUsersPolicy,
    addUsersEnable,
    addUsersDisable,
  ])
  group(program, ['accounts', 'account'], 'accounts, which see nothing of each other', context, [
    addAccountsList,
    addAccountsCreate,
  ])
  group(program, ['parameters', 'parameter'], 'stored values that scripts take by name', context, [
    addParametersList,
    addParametersSet,
    addParametersGet,
    addParametersHistory,
    addParametersDelete,
  ])
  group(program, ['buckets', 'bucket'], 'where whole outputs are delivered', context, [
    addBucketsList,
    addBucketsAdd,
    addBucketsRemove,
  ])
  group(program, ['tls'], 'certificates by an authority of your own', context, [addTlsInit, addTlsRenew, addTlsClient])
  addLogin(program, context)
  addDoctor(program, context)
  return program
}

/** Runs one command line; gives the exit code of commands that end. */
export async function runCommandLine(argv: readonly string[], io: Io): Promise<number> {
  const state: { code: number; server: string | undefined } = { code: exitCodes.ok, server: undefined }
  const context: Context = {
    io,
    onServer: (server) => {
      state.server = server
    },
    exit: (code) => {
      state.code = code
    },
  }
  try {
    await buildProgram(context).parseAsync([...argv], { from: 'user' })
    return state.code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.refused
    const { message, exitCode } = explain(error, state.server)
    io.stderr.write(errorLine(message))
    return exitCode
  }
}
