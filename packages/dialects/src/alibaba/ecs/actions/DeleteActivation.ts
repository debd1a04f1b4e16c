import { deleteRegisterCodes } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { AlibabaError } from '../../errors.ts'
import { ActivationId, activationNamed, activationRecord } from '../activations.ts'
import { RegionId } from '../fields.ts'

export const DeleteActivation = defineAction({
  name: 'DeleteActivation',
  access: 'write',
  input: { RegionId, ActivationId },
  errors: ['ActivationId.InUse', 'ActivationId.NotFound'],
  run: async (context, { ActivationId }) => {
    const code = await activationNamed(context, ActivationId)
    if (code.used > code.removed)
      throw new AlibabaError('ActivationId.InUse', 'Hosts have come by it: deregister them, or disable it instead.')
    await deleteRegisterCodes(context.deps, context.caller, [code.id])
    return { Activation: activationRecord(context, code) }
  },
})
