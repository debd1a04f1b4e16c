import { disableRegisterCodes } from '@muster/core'
import { defineAction } from '../../../action.ts'
import { ActivationId, activationNamed, activationRecord } from '../activations.ts'
import { RegionId } from '../fields.ts'

export const DisableActivation = defineAction({
  name: 'DisableActivation',
  access: 'write',
  input: { RegionId, ActivationId },
  errors: ['ActivationId.NotFound'],
  run: async (context, { ActivationId }) => {
    const code = await activationNamed(context, ActivationId)
    await disableRegisterCodes(context.deps, context.caller, [code.id])
    return { Activation: { ...activationRecord(context, code), Disabled: true } }
  },
})
