import { defineAction } from '../../../action.ts'
import { list, text } from '../../../spec/fields.ts'
import { quote } from '../../../spec/violations.ts'
import { AlibabaError } from '../../errors.ts'
import { formatInstance } from '../../ids.ts'
import { RegionId } from '../fields.ts'
import { resolveTargets } from '../instances.ts'

/** A host is known by the agent that enrolled it. Where that is away, nothing else leads to the host. */
export const InstallCloudAssistant = defineAction({
  name: 'InstallCloudAssistant',
  access: 'write',
  input: {
    RegionId,
    InstanceId: list(text({}), {
      maxItems: 50,
      required: true,
      codes: { missing: ['MissingParam.InstanceId'], tooMany: ['InstanceIds.ExceedLimit'] },
    }),
  },
  errors: [
    'InstanceIds.ExceedLimit',
    'InvalidInstance.NotFound',
    'InvalidInstanceId.OSTypeUnsupported',
    'MissingParam.InstanceId',
  ],
  run: async (context, { InstanceId }) => {
    const targets = await resolveTargets(context, { InstanceId })
    const windows = targets.find(({ platform }) => platform === 'windows')
    if (windows)
      throw new AlibabaError(
        'InvalidInstanceId.OSTypeUnsupported',
        `${quote(windows.name)} runs Windows: install the agent there by hand.`,
      )
    const away = targets.find(({ online }) => !online)
    if (away)
      throw new AlibabaError(
        'Operation.Forbidden',
        `The server cannot reach ${formatInstance(context.deps, away.kind, away.id)}: start "muster agent" on the host.`,
      )
    return {}
  },
})
