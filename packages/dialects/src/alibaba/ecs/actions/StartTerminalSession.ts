import { startTerminal, terminalLimits } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { type Input, integer, list, text } from '../../../spec/fields.ts'
import { once } from '../../act.ts'
import { AlibabaError } from '../../errors.ts'
import { formatId } from '../../ids.ts'
import { tokenCodes } from '../code-groups.ts'
import { ClientToken, mandatory, RegionId, runFields } from '../fields.ts'
import { resolveTargets } from '../instances.ts'

const fields = {
  RegionId,
  ClientToken,
  InstanceId: list(text({}), {
    ...mandatory('InstanceId'),
    maxItems: 1,
    codes: { ...mandatory('InstanceId').codes, tooMany: ['InvalidInstanceIds.CountLimitExceeded'] },
  }),
  CommandLine: text({
    maxCharacters: terminalLimits.commandLineCharacters,
    codes: { tooLong: ['InvalidCommandLine.LengthLimitExceeded'] },
  }),
  ConnectionType: text({
    oneOf: ['Internet', 'Intranet'],
    codes: { value: ['InvalidParameter.ConnectionType'] },
  }),
  EncryptionOptions: text({}),
  PasswordName: text({ maxCharacters: 255, codes: { tooLong: ['InvalidPasswordName.LengthLimitExceeded'] } }),
  PortNumber: integer({
    min: 1,
    max: 65_535,
    codes: { tooSmall: ['PortNumber.Invalid'], tooLarge: ['PortNumber.Invalid'] },
  }),
  TargetServer: text({ maxCharacters: 128, codes: { tooLong: ['InvalidTargetServer.LengthLimitExceeded'] } }),
  Username: runFields.Username,
} as const

export const StartTerminalSession = defineAction({
  name: 'StartTerminalSession',
  access: 'write',
  input: fields,
  errors: [
    ...tokenCodes,
    'InstanceIds.ExceedLimit',
    'InvalidClientToken.Malformed',
    'InvalidCommandLine.Conflict',
    'InvalidCommandLine.LengthLimitExceeded',
    'InvalidInstance.NotFound',
    'InvalidInstanceIds.CountLimitExceeded',
    'InvalidOperation.ConnectionTypeUnsupported',
    'InvalidOperation.SecurityGroupRuleDenied',
    'InvalidParameter.ConnectionType',
    'InvalidPasswordName.LengthLimitExceeded',
    'InvalidTargetServer.LengthLimitExceeded',
    'InvalidTargetServer.MissingPortNumber',
    'PortForwarding.NotSupported',
    'PortNumber.Invalid',
    'SessionCount.ExceedLimit',
    'UserBehavior.SessionManagerDisabled',
    'Username.ExceedLimit',
  ],
  run: async (context, input) => {
    refusePorts(input)
    refuseEncryption(input.EncryptionOptions)
    const { id, tokenUntil } = await once(context, 'StartTerminalSession', input, async (deps) => {
      const [target] = await resolveTargets(context, { InstanceId: input.InstanceId })
      const { Username = '', CommandLine = '' } = input
      return startTerminal(deps, context.caller, {
        instanceId: target?.id ?? 0,
        userName: Username,
        commandLine: CommandLine,
      })
    })
    const { token, url } = context.deps.terminals.keyTo({ id, tokenUntil })
    return { SessionId: formatId(context.deps, 'terminal', id), SecurityToken: token, WebSocketUrl: url }
  },
})

/** The agent carries terminals and no other connections. */
function refusePorts({ PortNumber, TargetServer, CommandLine }: Input<typeof fields>): void {
  const forwards = PortNumber !== undefined || Boolean(TargetServer)
  if (forwards && CommandLine)
    throw new AlibabaError('InvalidCommandLine.Conflict', 'Give a command line, or a port, and not both.')
  if (TargetServer && PortNumber === undefined)
    throw new AlibabaError('InvalidTargetServer.MissingPortNumber', 'A target server needs a PortNumber.')
  if (forwards)
    throw new AlibabaError('PortForwarding.NotSupported', 'This server opens terminals only: leave the port out.')
}

/** Sessions are as private as the server's TLS makes them; who asks for more is not to believe that it has it. */
function refuseEncryption(options: string | undefined): void {
  if (options && /"Enabled"\s*:\s*(true|"true")/i.test(options))
    throw new AlibabaError('UnsupportedOperation.ParameterNotBuilt', 'EncryptionOptions is not built on this server.')
}
