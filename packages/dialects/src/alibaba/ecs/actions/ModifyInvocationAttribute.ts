import { defineAction } from '../../../action.ts'
import { list, parameters, text } from '../../../spec/fields.ts'
import { ClientToken, ContentEncoding, InvokeId, RegionId } from '../fields.ts'
import { invocationNamed } from '../invocations.ts'
import { refuseModification } from '../repeat.ts'

export const ModifyInvocationAttribute = defineAction({
  name: 'ModifyInvocationAttribute',
  access: 'write',
  input: {
    RegionId,
    InvokeId,
    ClientToken,
    CommandContent: text({}),
    ContentEncoding,
    Parameters: parameters({}),
    Frequency: text({ maxCharacters: 512, codes: { tooLong: ['InvalidParameter.Frequency'] } }),
    InstanceId: list(text({}), { maxItems: 100, codes: { tooMany: ['InvalidInstanceId.CountLimitExceeded'] } }),
  },
  errors: [
    'CommandLimitExceeded',
    'InvalidCommandContent.DecodeError',
    'InvalidCommandContent.LengthLimitExceeded',
    'InvalidCommandId.NotFound',
    'InvalidInstanceId.CountLimitExceeded',
    'InvalidInstanceId.NotFound',
    'InvalidInstanceId.OSTypeUnsupported',
    'InvalidInvokeId.NotFound',
    'InvalidOperation.CloudAssistantVersionUnsupported',
    'InvalidOperation.InvokeAlreadyFinished',
    'InvalidOperation.ModifyPublicCommandUnsupported',
    'InvalidOperation.RepeatModeUnsupported',
    'InvalidParameter.Frequency',
    'InvalidParameters.CountLimitExceeded',
    'InvalidParameters.KeyDuplicate',
    'InvalidParameters.KeyEmpty',
    'InvalidParameters.KeyLengthLimitExceeded',
    'InvalidParameters.KeyMalformed',
    'InvalidParameters.KeyNotMatch',
    'InvalidParameters.ValueTypeUnsupported',
  ],
  run: async (context, { InvokeId }) => refuseModification(await invocationNamed(context, InvokeId)),
})
