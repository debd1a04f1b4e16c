import {
  type CommandDraft,
  checkParameters,
  findCommand,
  limits,
  MusterError,
  noDelivery,
  startInvocation,
} from '@muster/core'
import type { Call, CallContext, Handler } from '../context.ts'
import { commandId } from '../context.ts'
import { resolveSome } from '../targets.ts'
import { readStarted } from './invocations.ts'

type Run = Call<'createRun'>['body']

export const createRun: Handler<'createRun'> = async (context, { body }) => {
  const { deps, caller } = context
  const instances = await resolveSome(context, body.targets, 'nothing ran')
  const { id } = await startInvocation(deps, caller, {
    command: await commandOf(context, body),
    instances,
    parameters: body.parameters && checkParameters(Object.entries(body.parameters)),
    away: body.away === 'wait' ? { waitSeconds: body.waitSeconds } : body.away,
    source: 'user',
    profile: body.profile,
    termination: body.termination,
    output: body.output,
    overrides: {
      ...(body.timeout === undefined ? {} : { timeoutSeconds: body.timeout }),
      ...(body.user === undefined ? {} : { userName: body.user }),
      ...(body.workingDirectory === undefined ? {} : { workingDirectory: body.workingDirectory }),
      ...(body.outputTo === undefined
        ? {}
        : { delivery: { bucketUrl: body.outputTo, keyPrefix: body.outputPrefix ?? '' } }),
    },
  })
  return readStarted(context, id)
}

async function commandOf(context: CallContext, body: Run) {
  if ((body.script === undefined) === (body.command === undefined))
    throw new MusterError('InvalidRequest', 'Give either a script or a command, not both and not neither.')
  if (body.command !== undefined) return findCommand(context.deps, context.caller, commandId(context, body.command))
  const draft: CommandDraft = {
    name: body.name,
    description: '',
    type: 'shell',
    content: Buffer.from(body.script ?? '', 'base64'),
    timeoutSeconds: limits.timeoutSeconds.default,
    workingDirectory: '',
    userName: '',
    parametersEnabled: body.parameters !== undefined,
    parameterDefaults: [],
    delivery: noDelivery,
    tags: {},
  }
  return { draft, saved: false }
}
