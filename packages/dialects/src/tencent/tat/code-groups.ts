/** Codes that several actions document, by what they are about. */
export const deletionCodes = [
  'InvalidParameterValue.InvalidCommandId',
  'ResourceNotFound.CommandNotFound',
  'ResourceUnavailable.CommandInExecuting',
  'ResourceUnavailable.CommandInInvoker',
] as const
export const registerCodeCodes = [
  'InvalidParameterValue.InvalidRegisterCodeId',
  'InvalidParameterValue.ParameterKeyDuplicated',
  'MissingParameter',
  'ResourceNotFound.RegisterCodesNotFoundCode',
  'ResourceNotFound.RoleNotFound',
  'UnauthorizedOperation.AssumeRoleUnauthorized',
] as const
export const hostCodes = [
  'FailedOperation.CVMError',
  'FailedOperation.LighthouseError',
  'InvalidParameterValue.AgentUnsupportedCommandType',
  'InvalidParameterValue.InconsistentInstance',
  'InvalidParameterValue.InvalidInstanceId',
  'OperationDenied',
  'ResourceNotFound.InstanceNotFound',
  'ResourceNotFound.RoleNotFound',
  'ResourceUnavailable',
  'ResourceUnavailable.AgentNotInstalled',
  'ResourceUnavailable.AgentStatusNotOnline',
  'ResourceUnavailable.InstanceStateNotRunning',
  'ResourceUnavailable.LighthouseUnsupportedRegion',
] as const
export const parameterCodes = [
  'InvalidParameterValue.ParameterInvalidJsonFormat',
  'InvalidParameterValue.ParameterKeyContainsInvalidChar',
  'InvalidParameterValue.ParameterKeyDuplicated',
  'InvalidParameterValue.ParameterKeyLenExceeded',
  'InvalidParameterValue.ParameterNumberExceeded',
  'InvalidParameterValue.ParameterValueNotString',
  'InvalidParameterValue.SupportParametersOnlyIfEnableParameter',
] as const
export const deliveryCodes = [
  'InvalidParameterValue.InvalidOutputCOSBucketUrl',
  'InvalidParameterValue.InvalidOutputCOSKeyPrefix',
  'ResourceNotFound.CosBucketNotFoundCode',
] as const
export const authorisationCodes = [
  'UnauthorizedOperation.CamAuthFailed',
  'UnauthorizedOperation.InvalidToken',
  'UnauthorizedOperation.MFAExpired',
  'UnauthorizedOperation.MFANotFound',
] as const
